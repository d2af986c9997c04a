# Run as root of a user namespace, from which nothing outside of it can be changed: lets nobody make another one in the next, goes there as
# a plain user, and gives up every capability and each way to one.
set -eu
echo 1 > /proc/sys/user/max_user_namespaces
exec /start/unshare --user --map-user=65534 --map-group=65534 --keep-caps \
    /start/setpriv --ambient-caps=-all --inh-caps=-all --bounding-set=-all --no-new-privs "$@"
