-- What wrk sends: the bodies of a file, one a line, round and round. wrk -s drive.lua URL -- FILE TARGET
-- Requests are put together before the first is sent, so that the driver costs little.
local requests = {}
local next_request = 0

function init(args)
  local headers = {
    ["X-Amz-Target"] = "DynamoDB_20120810." .. args[2],
    ["Content-Type"] = "application/x-amz-json-1.0",
    ["X-Amz-Date"] = "20261122T000000Z",
    ["Authorization"] = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261122/us-east-1/"
      .. "dynamodb/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
      .. "Signature=" .. string.rep("0", 64),
  }
  for body in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("POST", "/", headers, body)
  end
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "us": %d, "errors": %d, "p50_us": %d, "p99_us": %d}\n',
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
