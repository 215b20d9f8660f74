#include "tests/explore/plain_search.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <vector>

#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/stage.hpp"
#include "sim/value/dynamo_json.hpp"
#include "sim/wire/codec.hpp"
#include "sim/world/fate.hpp"

namespace ddbsim::testing {
namespace {

using scenario::Scenario;

/// All sequences of answers, one after the other.
class Odometer final : public choice::Choices {
 public:
  explicit Odometer(const explore::Allowed& allowed) : allowed_(allowed) {}

  void begin() {
    at_ = 0;
    used_.clear();
    sum_ = 0;
  }
  bool advance() {
    digits_.resize(at_);
    while (!digits_.empty() && digits_.back().at + 1 == digits_.back().options.size()) {
      digits_.pop_back();
    }
    if (digits_.empty()) {
      return false;
    }
    ++digits_.back().at;
    return true;
  }
  std::size_t pick(std::size_t count) {
    std::vector<std::size_t> all(count);
    for (std::size_t i = 0; i < count; ++i) {
      all[i] = i;
    }
    return pick(std::move(all));
  }
  std::size_t choose(const choice::Point& point,
                     std::span<const std::string_view> options) override {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < options.size(); ++i) {
      if (is_allowed(point.question, i, options[i])) {
        open.push_back(i);
      }
    }
    const std::size_t taken = pick(std::move(open));
    if (const std::size_t kind = fault(point.question, taken, options[taken]);
        kind != explore::kFaultKinds) {
      ++used_[kind];
      ++sum_;
    }
    return taken;
  }

 private:
  struct Digit {
    std::size_t at;
    std::vector<std::size_t> options;
  };
  std::size_t pick(std::vector<std::size_t> options) {
    if (at_ == digits_.size()) {
      digits_.push_back({0, std::move(options)});
    }
    const Digit& digit = digits_[at_++];
    return digit.options[digit.at];
  }
  static std::size_t fault(choice::Question question, std::size_t option, std::string_view label) {
    if (option != 0 && question == choice::Question::call) {
      return explore::fault_of(world::fate_named(label));
    }
    const bool lost = option != 0 && question == choice::Question::invocation_end;
    return lost ? explore::kDuplicate : explore::kFaultKinds;
  }
  bool is_allowed(choice::Question question, std::size_t option, std::string_view label) {
    const std::size_t kind = fault(question, option, label);
    if (kind != explore::kFaultKinds) {
      return used_[kind] < allowed_.each[kind] && sum_ < allowed_.faults;
    }
    if (question == choice::Question::batch_size) {
      return std::stoul(std::string(label)) <= allowed_.batch_size;
    }
    const bool is_version =
        question == choice::Question::index_version || question == choice::Question::item_version;
    return !is_version || option <= allowed_.stale_versions;
  }

  const explore::Allowed& allowed_;
  std::vector<Digit> digits_;
  std::size_t at_ = 0;
  std::map<std::size_t, std::uint32_t> used_;
  std::uint32_t sum_ = 0;
};

/// One schedule.
class Run {
 public:
  Run(const Scenario& exploration, const scenario::Registry& registry, Odometer& odometer)
      : scenario_(exploration),
        odometer_(odometer),
        world_(exploration.settings, odometer, trace_) {
    if (scenario::set_up(exploration, registry, world_, nullptr)) {
      throw std::runtime_error("a generated world can be set up");
    }
    for (const auto& [name, table] : world_.account().tables()) {
      table->forget_versions_before(choice::Instant::max());
    }
  }

  void play(Everything& out) {
    out.always.insert(tables_text(world_.account()));
    while (step()) {
      out.always.insert(tables_text(world_.account()));
    }
    out.at_rest.insert(tables_text(world_.account()));
  }

 private:
  bool step() {
    std::vector<std::string> clients;
    for (const auto& [name, steps] : scenario_.clients) {
      if (next_[name] < steps.size()) {
        clients.push_back(name);
      }
    }
    const auto turns = world_.turns();
    if (clients.empty() && turns.empty()) {
      return false;
    }
    const std::size_t which = odometer_.pick(clients.size() + turns.size());
    if (which < clients.size()) {
      const auto& steps = scenario_.clients.at(clients[which]);
      const auto& action = steps[next_[clients[which]]++].action;
      if (const auto* split = std::get_if<scenario::SplitStep>(&action)) {
        static_cast<void>(world_.split_shard(split->table, split->shard));
      } else {
        send(clients[which], std::get<scenario::RequestStep>(action));
      }
    } else {
      world_.take(turns[which - clients.size()]);
    }
    return true;
  }

  void send(const std::string& client, const scenario::RequestStep& step) {
    const auto request = wire::decode(step.request.operation, scenario::Json(step.request.body),
                                      wire::Mode::strict, &world_.account().layouts());
    static_cast<void>(world_.send(client, "step", service::reference_to(*request)));
  }

  const Scenario& scenario_;
  Odometer& odometer_;
  world::Trace trace_;
  world::World world_;
  std::map<std::string, std::size_t> next_;
};

}  // namespace

std::string tables_text(const service::Account& account) {
  std::map<std::string, std::string> items;
  for (const auto& [name, table] : account.tables()) {
    table->items().scan({}, [&](const value::Item& item) {
      items[name + " " + table::key_text(table->definition().key, item)] =
          value::to_json(item).dump();
      return true;
    });
  }
  std::string text;
  for (const auto& [key, item] : items) {
    text += key + " " + item + "\n";
  }
  return text;
}

Everything search_plainly(const Scenario& exploration, const scenario::Registry& registry,
                          const explore::Allowed& allowed, std::size_t most) {
  Everything out;
  Odometer odometer(allowed);
  do {
    if (++out.schedules > most) {
      out.is_complete = false;
      return out;
    }
    odometer.begin();
    Run(exploration, registry, odometer).play(out);
  } while (odometer.advance());
  return out;
}

}  // namespace ddbsim::testing
