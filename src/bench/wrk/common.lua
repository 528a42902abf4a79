-- What the scripts share: the names that dev.vitrine.bench.Names makes too, the check of every answer, the last line,
-- which src/bench/run reads. A script takes up to three arguments behind "--": how many ids, how many tenants, and
-- whom it speaks to: "compute" for the gateway, "glance" for who passes on what Glance says, "nova" for what Nova says.
local common = { requests = {} }
local threads = {}
local at = 0

-- Of a thread, for done.
wrong = 0

-- The id of an image. Whole numbers up to 2^53 are exact in floating point.
function common.id(number)
    return string.format("%08x-0000-4000-8000-%012x", (number * 2654435761) % 4294967296, number)
end

-- A request, as bytes on the wire; wrk adds the host.
function common.add(method, path, tenant, headers, body)
    headers["X-Auth-Token"] = string.format("t%05d", tenant)
    table.insert(common.requests, wrk.format(method, path, headers, body))
end

-- The requests for images, one for each of the ids from "first" on and each of the tenants.
function common.images(first, ids, tenants, side, accept)
    for n = 0, math.max(ids, tenants) - 1 do
        local tenant = n % tenants
        local before = side == "nova" and "/v2.1/servers/" or side == "glance" and "/v2/images/"
            or string.format("/v2/p%05d/images/", tenant)
        common.add("GET", before .. common.id(first + n % ids), tenant, { Accept = accept })
    end
end

-- One after the other would be kinder to the processor's caches than clients are.
function common.shuffle()
    local requests = common.requests
    for n = #requests, 2, -1 do
        local other = math.random(n)
        requests[n], requests[other] = requests[other], requests[n]
    end
end

-- What answers may begin with; each kind has one length, since names have. wrk does not say which request an answer
-- belongs to: that every byte is right is for dev.vitrine.bench.Verify to say.
common.kinds = {}
local lengths = {}

function response(status, headers, body)
    local kind = body:sub(1, 9)
    local length = lengths[kind]
    if length == nil and common.kinds[kind] then
        length = #body
        lengths[kind] = length
    end
    if status ~= 200 or #body ~= length or not body:find(common.kinds[kind], 1, true) then
        wrong = wrong + 1
    end
end

-- Made beforehand and sent in turn: wrk must not cost more than the server.
function request()
    at = at % #common.requests + 1
    return common.requests[at]
end

function setup(thread)
    table.insert(threads, thread)
end

function done(summary, latency, requests)
    local all = 0
    for _, thread in ipairs(threads) do
        all = all + thread:get("wrong")
    end
    local errors = summary.errors
    print(string.format("requests,seconds,p50_us,p99_us,wrong,errors\n%d,%.3f,%d,%d,%d,%d",
        summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99), all,
        errors.connect + errors.read + errors.write + errors.timeout))
end

return common
