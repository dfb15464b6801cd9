package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// The media types that bodies come in.
const (
	jsonType = "application/json"
	FormType = "application/x-www-form-urlencoded"
)

// formats are how bodies are read and written. "json" is what every
// media type with a "+json" suffix is read as.
var formats = map[string]huma.Format{
	jsonType: {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: readJSON},
	"json":   {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: readJSON},
	FormType: {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: readForm},
}

// notValid opens the errors for bodies that cannot be read at all.
const notValid = "not valid "

// readJSON decodes one JSON value. Text that is not UTF-8 is refused: the
// decoder would replace it in silence. Errors do not quote the body.
func readJSON(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errors.New(notValid + "UTF-8")
	}
	err := json.Unmarshal(data, v)
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return fmt.Errorf(notValid+"JSON at byte %d", syntax.Offset)
	case errors.As(err, &typ):
		return fmt.Errorf("a field has the wrong type at byte %d", typ.Offset)
	}
	return errors.New("not JSON of the expected shape")
}

// readForm decodes a form into what readJSON would make of an object of
// strings: one contract, both encodings. A field that comes twice is refused.
func readForm(data []byte, v any) error {
	values, err := url.ParseQuery(string(data))
	if err != nil {
		return errors.New(notValid + "form data")
	}
	object := make(map[string]any, len(values))
	for name, value := range values {
		if len(value) > 1 {
			return errors.New("a field comes more than once")
		}
		if !utf8.ValidString(name) || !utf8.ValidString(value[0]) {
			return errors.New(notValid + "UTF-8")
		}
		object[name] = value[0]
	}
	b, err := json.Marshal(object)
	if err != nil {
		return errors.New(notValid + "form data")
	}
	return readJSON(b, v)
}

// ReadForm decodes a form body of at most limit bytes for handlers that answer
// with pages. Its errors are problems.
func ReadForm(body io.Reader, limit int64) (url.Values, error) {
	data, err := io.ReadAll(io.LimitReader(body, limit+1))
	if err != nil {
		return nil, fromHuma(400, "cannot read request body", []error{err})
	}
	if int64(len(data)) > limit {
		return nil, Problem(413, codes[413], details[413])
	}
	values, err := url.ParseQuery(string(bytes.TrimSpace(data)))
	if err != nil {
		return nil, Problem(400, codes[400], details[400], InvalidParam{Field: "body", Reason: notValid + "form data"})
	}
	return values, nil
}
