// Package runner runs the programs that the tools need.
package runner

import (
	"context"
	"os/exec"
	"strconv"
	"time"
)

// Trace follows the way to a host.
func Trace(ctx context.Context, host string, hops int) (string, error) {
	return run(ctx, "traceroute", "-m", strconv.Itoa(hops), "--", host)
}

func run(ctx context.Context, program string, options ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, options...).CombinedOutput()
	return string(out), err
}
