// Package runner runs the programs that the tools need.
package runner

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

// Trace follows the way to a host.
func Trace(ctx context.Context, host string, hops int) (string, error) {
	return run(ctx, fmt.Sprintf("traceroute -m %d %s", hops, host))
}

func run(ctx context.Context, command string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "sh", "-c", command).CombinedOutput()
	return string(out), err
}
