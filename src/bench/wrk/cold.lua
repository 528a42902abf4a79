-- Images that nobody asked for lately, or ever: another part of the two million that there are in each run.
local common = require "common"

function init(args)
    local ids = tonumber(args[1] or 200000)
    math.randomseed(os.time())
    common.images(math.random(0, 2097151 - ids), ids, tonumber(args[2] or 1), args[3])
end

common.kinds = { ['{"image":'] = "-0000-4000-8000-", ['{"archite'] = "-0000-4000-8000-" }
