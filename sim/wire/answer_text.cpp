#include "sim/wire/answer_text.hpp"

#include "sim/wire/codec.hpp"

namespace ddbsim::wire {

std::string answer_text(const service::Result<service::Response>& answer) {
  std::string text;
  if (answer) {
    encode(*answer, text);
  } else {
    encode(answer.error(), text);
  }
  return text;
}

}  // namespace ddbsim::wire
