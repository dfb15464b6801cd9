package lambdalocal

import (
	"crypto/rand"
	"fmt"
	"time"
)

// account is the one to which everything local belongs.
const account = "000000000000"

// ARN is that of a function.
func ARN(region, function string) string {
	return fmt.Sprintf("arn:aws:lambda:%s:%s:function:%s", region, account, function)
}

// requestID is a random UUID (RFC 9562, version 4).
func requestID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// traceID is that of a trace which nobody samples.
func traceID(now time.Time) string {
	var b [20]byte
	rand.Read(b[:])
	return fmt.Sprintf("Root=1-%08x-%x;Parent=%x;Sampled=0", now.Unix(), b[:12], b[12:])
}
