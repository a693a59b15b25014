// What people and editors read about settings, all of it made from the table.
#pragma once

#include <string>

#include "settings/settings.h"
#include "settings/table.h"

namespace sentinel {

// JSON Schema 2020-12 of a settings file. `known` fills the lists of formats and detectors.
std::string settings_schema_json(const KnownNames& known);

// What `config init` writes: every setting, explained and commented out.
std::string settings_template_yaml(const KnownNames& known);

// docs/configuration.md.
std::string settings_reference_markdown(const KnownNames& known);

// The effective value of each setting with where it came from, for people and as JSON.
std::string show_settings(const Settings& settings);
std::string show_settings_json(const Settings& settings);

}  // namespace sentinel
