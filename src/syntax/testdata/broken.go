package broken

import "os/exec"

func before(command string) {
	exec.Command("sh", "-c", command)
}

func middle(command string) error {
	if command == {
		return exec.Command(command).Run()
	}
	x := []string{command, }}
	return exec.Command(x[0]).Run()
}

func after(command string) ([]byte, error {
	return exec.Command("env", command).Output()
}

type unfinished struct {
	name string
