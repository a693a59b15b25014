#!/usr/bin/env bash
# Installs what is missing of packaging/debian-packages.txt, and the npm packages of package-lock.json.
#   tools/setup.sh [build] [test] [lint]      all three when none is named
# Quick when nothing is missing: one dpkg-query.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
list=$root/packaging/debian-packages.txt

say() { printf 'setup: %s\n' "$*" >&2; }

sections=("$@")
((${#sections[@]})) || sections=(build test lint)
wants() { [[ " ${sections[*]} " == *" $1 "* ]]; }
for section in "${sections[@]}"; do
  case $section in build | test | lint) ;; *)
    say "\"$section\" is no section; there are build, test and lint"
    exit 2
    ;;
  esac
done

# A section is a comment line that holds its name and nothing else; it ends where the next one begins.
packages_of() {
  awk -v wanted=" $* " '
    /^# *(build|test|lint) *$/ { inside = index(wanted, " " $2 " ") > 0; next }
    /^ *(#|$)/ { next }
    inside { print $1 }' "$list"
}

missing_packages() {
  local package
  local -A installed=()
  while read -r package; do installed[${package%%:*}]=1; done < <(
    dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
  for package in $(packages_of "${sections[@]}"); do
    [[ ${installed[$package]:-} ]] && continue
    # A Node.js that somebody put there already is as good as Debian's.
    case $package in nodejs | npm) command -v node >/dev/null && command -v npm >/dev/null && continue ;; esac
    printf '%s\n' "$package"
  done
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

# What apt-get says stays in `said`: it fills screens, and is of use only when it fails.
apt_get() {
  said=$(as_root env LC_ALL=C DEBIAN_FRONTEND=noninteractive \
    apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" 2>&1 </dev/null)
}

install_packages() {
  local said
  # A package that somebody put there is not taken away.
  local install=(install --no-remove --no-install-recommends "$@")
  # The lists of a fresh machine are empty, those of an old one name packages that are gone: then update and try again.
  apt_get "${install[@]}" && return
  say "updating the package lists"
  apt_get update && apt_get "${install[@]}" && return
  printf '%s\n' "$said" >&2
  say "the packages could not be installed; what apt-get said stands above"
  if [[ $said == *Conflicts:* || $said == *"remove is disabled"* ]]; then
    say "one of them excludes a package that is installed, as libhyperscan-dev excludes libvectorscan-dev and libvectorscan5;"
    say "if nothing needs that package, remove it with apt-get and try again"
  fi
  return 1
}

if command -v dpkg-query >/dev/null; then
  mapfile -t missing < <(missing_packages)
  if ((${#missing[@]})); then
    if ((EUID != 0)) && ! sudo -n true 2>/dev/null; then
      say "these packages are missing, and installing them needs root:"
      say "  apt-get install --no-install-recommends ${missing[*]}"
      exit 1
    fi
    say "installing ${missing[*]} (a minute or two)"
    install_packages "${missing[@]}"
  fi
else
  say "this is no Debian system; the counterparts of $list are taken to be there"
fi

# The grammars are needed to build, the other packages to test.
npm_options=(--ignore-scripts --no-audit --no-fund)
wants test || npm_options+=(--omit=dev)
if wants build || wants test; then
  stamp=$root/node_modules/.lock-hash
  hash=$(sha256sum <"$root/package-lock.json")
  installed=$(cat "$stamp" 2>/dev/null || true)
  # What was installed for the tests has the grammars too.
  if [[ $installed != "$hash test" ]] && { wants test || [[ $installed != "$hash build" ]]; }; then
    say "installing the npm packages"
    (cd "$root" && npm ci "${npm_options[@]}" </dev/null >&2)
    # Binaries for six platforms that nothing here loads.
    rm -rf "$root"/node_modules/tree-sitter*/prebuilds
    if wants test; then
      # What its own install script would do.
      find "$root/node_modules/@microsoft" -name Sarif.Multitool -exec chmod u+x {} +
      printf '%s test\n' "$hash" >"$stamp"
    else
      printf '%s build\n' "$hash" >"$stamp"
    fi
  fi
fi
