package template

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// HashKeys returns the name of the attribute that is the partition key of each table of
// the stack, by the table's own name (what !Ref gives).
func (d *Deployment) HashKeys() (map[string]string, error) {
	keys := map[string]string{}
	err := d.each("AWS::DynamoDB::Table", "", func(name string, properties *yaml.Node) error {
		var schema []struct {
			Name string `yaml:"AttributeName"`
			Type string `yaml:"KeyType"`
		}
		if i := index(properties.Content, "KeySchema"); i >= 0 {
			if err := d.load(properties.Content[i+1], &schema); err != nil {
				return fmt.Errorf("%s.KeySchema: %w", name, err)
			}
		}
		table, err := d.provided(name)
		if err != nil {
			return err
		}
		for _, k := range schema {
			if k.Type == "HASH" {
				keys[table.Ref] = k.Name
			}
		}
		return nil
	})
	return keys, err
}
