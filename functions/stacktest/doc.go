// Package stacktest proves the AWS stack without AWS. Its tests read template.yaml, run
// the unmodified bootstrap binaries as infra/lambdalocal wires them from it, against
// real engines, and hold what is seen against what the template allows and promises.
package stacktest
