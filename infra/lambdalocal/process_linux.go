package lambdalocal

import (
	"os/exec"
	"syscall"
)

// tie makes the process end with ours, however that ends, and keeps a terminal's
// Ctrl-C from it: it is ours to end it, after the invocations under way.
func tie(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
