package figures

import "github.com/danielgtaylor/huma/v2"

// nullable says in the document that these properties, which are objects, may be
// null. The API library derives it for numbers and words alone.
func nullable(s *huma.Schema, names ...string) *huma.Schema {
	for _, name := range names {
		p := s.Properties[name]
		s.Properties[name] = &huma.Schema{
			Description: p.Description,
			AnyOf:       []*huma.Schema{{Ref: p.Ref}, {Type: "null"}},
		}
	}
	return s
}

// TransformSchema implements huma.SchemaTransformer; so for the others.
func (About) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "covered")
}

// TransformSchema implements huma.SchemaTransformer.
func (Figures) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "value", "concern", "sentiment", "index")
}

// TransformSchema implements huma.SchemaTransformer.
func (Index) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "paradox_share_with_demands")
}

// TransformSchema implements huma.SchemaTransformer.
func (Paradox) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "segment")
}

// TransformSchema implements huma.SchemaTransformer.
func (Point) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "sentiment", "value", "concern", "paradox_share")
}

// TransformSchema implements huma.SchemaTransformer.
func (Row) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "figures")
}

// TransformSchema implements huma.SchemaTransformer.
func (Theme) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "share")
}

// TransformSchema implements huma.SchemaTransformer.
func (Themes) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "demands_beside_neither")
}

// TransformSchema implements huma.SchemaTransformer.
func (Volume) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "concern_per_1000_sent")
}
