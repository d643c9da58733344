#!/usr/bin/env bash
# Starts Ceph's S3 gateway on this machine, with one monitor and one store in memory, for `npm run test:s3`: all of it is
# gone when this ends, which it does by Ctrl-C. It needs Debian's packages ceph-mon, ceph-osd and radosgw.
#
#     test/foreign/ceph.sh [PORT]
set -euo pipefail

port=${1:-7480}
monitor=$((port + 1))
folder=$(mktemp -d)
ulimit -n "$(ulimit -Hn)"

finish() {
  local pid
  for pid in $(cat "$folder"/*.pid 2>/dev/null) $(jobs -p); do kill "$pid" 2>/dev/null || true; done
  sleep 1
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

fsid=$(cat /proc/sys/kernel/random/uuid)
osd=$(cat /proc/sys/kernel/random/uuid)
mkdir "$folder/mon" "$folder/osd"
cat >"$folder/ceph.conf" <<EOF
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:$monitor/0]
keyring = $folder/keyring
run dir = $folder
admin socket = $folder/\$name.asok
log file = $folder/\$name.log
public addr = 127.0.0.1
cluster addr = 127.0.0.1
mon data = $folder/mon
osd data = $folder/osd
osd objectstore = memstore
memstore device bytes = 2147483648
mon allow pool size one = true
mon max pg per osd = 1000
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
EOF
export CEPH_CONF=$folder/ceph.conf CEPH_ARGS="--conf $folder/ceph.conf"

ceph-authtool --create-keyring "$folder/keyring" --gen-key --name mon. --cap mon 'allow *'
ceph-authtool "$folder/keyring" --gen-key --name client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$monitor]" "$folder/monmap"
ceph-mon --mkfs --id a --monmap "$folder/monmap"
ceph-mon --id a --pid-file "$folder/mon.pid"
ceph osd new "$osd"
ceph auth get-or-create osd.0 mon 'allow profile osd' osd 'allow *' >>"$folder/keyring"
ceph-osd --mkfs --id 0 --osd-uuid "$osd"
ceph-osd --id 0 --pid-file "$folder/osd.pid"
until ceph osd stat | grep -q '1 up'; do sleep 1; done
radosgw --name client.admin --rgw-frontends "beast endpoint=127.0.0.1:$port" --pid-file "$folder/gateway.pid"
radosgw-admin --name client.admin user create --uid test --display-name test --access-key test --secret-key testsecret
until (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 1; done

radosgw --version
cat <<EOF
It is there until you press Ctrl-C. In another terminal:

    export AWS_ENDPOINT_URL_S3=http://127.0.0.1:$port AWS_REGION=us-east-1
    export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=testsecret
    npm run test:s3
EOF
sleep infinity & # in the background, for a shell heeds no signal while it waits for another program
wait
