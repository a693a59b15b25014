package main

import "os/exec"

// Runner runs what a tool needs.
type Runner interface {
	Run(line string) (string, error)
}

type shell struct{ folder string }

func (s shell) Run(line string) (string, error) {
	command := exec.Command("bash", "-c", line)
	command.Dir = s.folder
	out, err := command.CombinedOutput()
	return string(out), err
}
