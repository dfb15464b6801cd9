package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"paradox/testdata"
)

const defaultSeed = 20261125

// set is the demo set before it is written, still with its human labels.
type set struct {
	placed    []placed
	campaigns []testdata.Campaign
}

// generate makes the set out of the labelled messages below root.
func generate(root string, seed uint64) (set, error) {
	d := newDice(seed)
	p, err := readPool(filepath.Join(root, "testdata", "labelled"), d)
	if err != nil {
		return set{}, err
	}
	all, err := schedule(p, d)
	if err != nil {
		return set{}, err
	}
	own, err := scatter(d)
	if err != nil {
		return set{}, err
	}
	all = append(all, own...)
	order(all)
	attribute(all, d)
	return set{all, campaigns()}, nil
}

// files renders the set as the contents of its files, by name.
func (s set) files() (map[string][]byte, error) {
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	enc.SetEscapeHTML(false)
	for _, p := range s.placed {
		r := testdata.Reaction{
			ID: p.message.ID, DaysAgo: ago(p.day), Time: fmt.Sprintf("%02d:%02d", p.minute/60, p.minute%60),
			Source: testdata.Source, Channel: p.channel, Campaign: p.campaign, Author: p.author, Text: p.message.Text,
		}
		if err := enc.Encode(r); err != nil {
			return nil, fmt.Errorf("writing reaction %s: %w", r.ID, err)
		}
	}
	cs, err := json.MarshalIndent(s.campaigns, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the campaigns: %w", err)
	}
	return map[string][]byte{testdata.ReactionsFile: lines.Bytes(), testdata.CampaignsFile: append(cs, '\n')}, nil
}

// fileNames lists the files in the order in which they are written and checked.
var fileNames = [...]string{testdata.ReactionsFile, testdata.CampaignsFile}

func (s set) write(root string) error {
	files, err := s.files()
	if err != nil {
		return err
	}
	for _, name := range fileNames {
		if err := os.WriteFile(filepath.Join(root, "testdata", name), files[name], 0o644); err != nil {
			return fmt.Errorf("writing the demo set: %w", err)
		}
	}
	return nil
}

func (s set) check(root string) error {
	files, err := s.files()
	if err != nil {
		return err
	}
	for _, name := range fileNames {
		have, err := os.ReadFile(filepath.Join(root, "testdata", name))
		if err != nil {
			return fmt.Errorf("checking the demo set: %w", err)
		}
		if !bytes.Equal(have, files[name]) {
			return fmt.Errorf("testdata/%s is not what demogen writes: run go run ./testdata/demogen", name)
		}
	}
	return nil
}
