package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"

	"github.com/aws/aws-lambda-go/events"

	"paradox/infra/lambdalocal/httpapi"
)

func ExampleNew() {
	greet := func(_ context.Context, payload []byte) ([]byte, error) { // as Function.Invoke would
		var e events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal(payload, &e); err != nil {
			return nil, err
		}
		return json.Marshal(events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: "Hello, " + e.PathParameters["name"]})
	}
	api, err := httpapi.New("Api", "$default", []httpapi.Route{{Key: "GET /hello/{name}", Invoke: greet, Rate: 10, Burst: 20}})
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequest("GET", "/hello/Ola", nil))
	fmt.Println(w.Code, w.Body)
	// Output: 200 Hello, Ola
}
