# A container by hand, for image/test: what an engine does with
#   --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges, a volume and a secret.
# It uses $root, $data, $secrets, $user, $token, $image_environment, $container_pid.
# shellcheck shell=bash disable=SC2154

# Runs $@ as process 1 in namespaces of its own, until it ends; its exit code is this one's.
start_container() {
  unshare --mount --pid --net --uts --ipc --fork --kill-child --propagation private -- bash -euc '
    root=$1 data=$2 secrets=$3 user=$4
    shift 4
    ip link set lo up
    mount --bind "$root" "$root"
    mount -o remount,bind,ro "$root"
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=0755 run "$root/run"
    mkdir -p "$root/run/secrets"
    mount --bind "$secrets" "$root/run/secrets"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs -o mode=1777 tmp "$root/tmp"
    mount --bind "$data" "$root/var/lib/cc-executor"
    cd "$root"
    exec chroot . /usr/bin/setpriv --reuid "$user" --regid "$user" --clear-groups --bounding-set=-all --inh-caps=-all \
      --no-new-privs /usr/bin/env -i "$@"
  ' bash "$root" "$data" "$secrets" "$user" "${image_environment[@]}" HOME=/var/lib/cc-executor "$@"
}

# Runs $@ beside the server, as the same user, as "docker exec" does.
inside() {
  nsenter --target "$container_pid" --mount --pid --net --uts --ipc --root --wd -- \
    /usr/bin/setpriv --reuid "$user" --regid "$user" --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs \
    /usr/bin/env -i "${image_environment[@]}" HOME=/var/lib/cc-executor "CC_EXECUTOR_TOKEN=$token" "$@" </dev/null
}

# Prints the pid of what the supervisor $1 has started, as the host sees it.
process_one() {
  local children
  children=$(cat "/proc/$1/task/$1/children") && [[ -n $children ]] && children=${children%% *} &&
    child_of "$children"
}

# The supervisor is a shell, then unshare, and below that process 1.
child_of() {
  local pid=$1 next
  while [[ $(awk '/^NSpid:/ { print NF }' "/proc/$pid/status") -lt 3 ]]; do
    next=$(cat "/proc/$pid/task/$pid/children")
    [[ -n $next ]] || return 1
    pid=${next%% *}
  done
  echo "$pid"
}

no_zombies() {
  ! inside sh -c 'cat /proc/[0-9]*/stat 2>/dev/null' | sed 's/.*) //' | grep -q '^Z'
}

# Repeats $2... until it succeeds, for $1 seconds.
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" 2>/dev/null; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}
