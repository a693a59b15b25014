package main

import (
	"os"
	"path/filepath"
	"strings"
)

const root = "/srv/scratch"

type handler func(arguments map[string]any) (string, error)

var handlers = map[string]handler{
	"save":  save,
	"clear": clear_,
}

func save(arguments map[string]any) (string, error) {
	name, _ := arguments["name"].(string)
	text, _ := arguments["text"].(string)
	path := filepath.Clean(filepath.Join(root, name))
	if !strings.HasPrefix(path, root+string(filepath.Separator)) {
		return "not saved", nil
	}
	return "saved", os.WriteFile(path, []byte(text), 0o600)
}

func clear_(arguments map[string]any) (string, error) {
	return "cleared", os.RemoveAll(filepath.Join(root, "tmp"))
}
