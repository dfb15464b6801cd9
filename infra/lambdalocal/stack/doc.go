// Package stack brings a template's functions up on one machine, against local engines,
// with the programs as they are deployed: their variables, limits and event sources
// come from template.yaml and from nowhere else. It is local only, like everything in
// lambdalocal.
//
//	s, err := stack.Start(stack.Options{
//		Template: t, Values: template.Values{Resources: provided}, Engine: "http://127.0.0.1:4566",
//		Programs: map[string]string{"IntakeFunction": "build/intake/bootstrap", ...},
//	})
//	defer s.Close()
//	http.ListenAndServe("127.0.0.1:8080", s.API())
//
// Queues are polled from the start on. Schedules do not tick: [Stack.Fire] is the
// clock, in a test's hand or a developer's. Tables, queues, secrets and topics are made
// by the caller, who says in Values what stands for them; the functions stand for
// themselves.
package stack
