# What Linux counts of the CPU time of a process and of a core, and which measurements are refused because of it.
# Bash reads the counters itself: its integers have 64 bits, while the printf of some versions of awk stops at 2^31 - 1.
# To be sourced. The test sets PROC, KERNEL_CONFIG and CLOCK_TICKS.

proc=${PROC:-/proc}
kernel_config=${KERNEL_CONFIG:-/boot/config-$(uname -r)}
ticks_per_second=${CLOCK_TICKS:-$(getconf CLK_TCK)}
# Most kernels charge the time of an interrupt to the process that it interrupts; some count it only for the core.
irq_apart=no
if { zcat "$proc/config.gz" 2>/dev/null || cat "$kernel_config" 2>/dev/null; } \
    | grep '^CONFIG_IRQ_TIME_ACCOUNTING=y' >/dev/null; then irq_apart=yes; fi
# Percent of the server's core that everything but the measured server may use; also the error allowed to the counters.
max_others=3

# process_micros PID: the CPU time that a process has used, in microseconds, that of its system calls included.
process_micros() {
    local stat fields
    stat=$(<"$proc/$1/stat")
    # The second field is the command in parentheses, which may hold anything; what follows it is counted from 0.
    read -ra fields <<<"${stat##*) }"
    echo $(((fields[11] + fields[12]) * 1000000 / ticks_per_second))
}

# core_micros CORE: the time in which anything ran on a core, or the hypervisor kept the core from running, in microseconds.
core_micros() {
    local name user nice system idle iowait irq softirq steal rest
    while read -r name user nice system idle iowait irq softirq steal rest; do
        [ "$name" = "cpu$1" ] || continue
        [ $irq_apart = no ] || irq=0 softirq=0
        echo $(((user + nice + system + irq + softirq + steal) * 1000000 / ticks_per_second))
        return
    done <"$proc/stat"
    echo "there is no core $1 in $proc/stat" >&2
    return 1
}

# refusal REQUESTS PROCESS CORE ELAPSED LOADED: why a measurement is no good; nothing if it is good. How many requests were
# answered; then, in microseconds, how much CPU time the server and its core used, how long that took, and for how long
# of it there was load.
refusal() {
    local requests=$1 process=$2 core=$3 elapsed=$4 loaded=$5
    local others=$((core - process)) allowed=$((loaded * max_others / 100))
    if ((requests <= 0 || loaded <= 0 || process <= 0 || core <= 0)); then
        echo "impossible: $requests answers in $loaded µs, by $process µs of CPU time of the server, $core µs of the core"
    elif ((others < -allowed)); then
        echo "impossible: others used $(percent $others "$loaded") of the core"
    elif ((core > elapsed + allowed)); then
        echo "impossible: the core was busy for $(percent "$core" "$elapsed") of the time"
    elif ((others > allowed)); then
        echo "others used $(percent $others "$loaded") of the core, more than $max_others %"
    fi
}

# percent PART WHOLE: with one digit behind the point.
percent() {
    local thousandths=$(($1 * 1000 / $2)) sign=
    ((thousandths >= 0)) || sign=-
    thousandths=${thousandths#-}
    echo "$sign$((thousandths / 10)).$((thousandths % 10)) %"
}
