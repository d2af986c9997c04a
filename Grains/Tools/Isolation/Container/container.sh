# Makes the container of one call, as the first process of namespaces of its own, and starts the tool's program in it.
# Arguments: the container's root, the table of what is mounted there, its control group or nothing, then the program.
# First word on standard output: the first process and the tool's, as the host numbers them.
set -eu
umask 022
PATH=/usr/sbin:/usr/bin:/sbin:/bin
root=$1 table=$2 group=$3
shift 3
read -r first rest < /proc/self/stat
# This shell would say how the tool ended; the host sees that itself.
exec 4>&2 2>/dev/null
(
    exec 2>&4 4>&-
    read -r tool rest < /proc/self/stat
    [ -z "$group" ] || echo 0 > "$group/cgroup.procs"
    echo "$first $tool"
    hostname tool
    mount --bind "$root" "$root"
    mount --all --fstab "$table"
    mount -o remount,bind,ro,nosuid,nodev,noexec "$root"
    cd "$root"
    pivot_root . old
    /start/umount --lazy /old
    cd /tmp
    exec "$@"
)
