#include "sim/explore/memory.hpp"

#include "sim/lambda/event_json.hpp"
#include "sim/scenario/stage.hpp"
#include "sim/wire/answer_text.hpp"

namespace ddbsim::explore {
namespace {

Fingerprint print_of(const lambda::Answer& answer, Fingerprint before) {
  return before.then(answer.call)
      .then(answer.call == 0 ? std::string() : wire::answer_text(answer.response))
      .then(static_cast<std::uint64_t>(answer.at.time_since_epoch().count()));
}

}  // namespace

struct Memory::Book {
  boost::unordered_flat_map<Fingerprint, lambda::Step, FingerprintHash> steps;
  /// Behind the memory, by name: those of the first world, so that a process is started once for
  /// all machines.
  std::map<std::string, std::shared_ptr<const lambda::Handler>, std::less<>> functions;
};

/// A function behind the memory. That it does the same on the same answers is what a search relies
/// on; the function's own replay checks its requests.
class Memory::Remembering final : public lambda::Handler {
 public:
  Remembering(std::string name, std::shared_ptr<const lambda::Handler> handler,
              std::shared_ptr<Book> book)
      : name_(std::move(name)), handler_(std::move(handler)), book_(std::move(book)) {}

  lambda::Step next(const lambda::Event& event, const lambda::InvocationContext& context,
                    std::span<const lambda::Answer> answers) const override {
    Fingerprint print = Fingerprint{}.then(name_).then(context.request_id);
    print = print.then(lambda::event_to_json(event).dump(-1, ' ', false,
                                                         nlohmann::json::error_handler_t::replace));
    print = print.then(static_cast<std::uint64_t>(context.started.time_since_epoch().count()));
    for (const lambda::Answer& answer : answers) {
      print = print_of(answer, print);
    }
    const auto known = book_->steps.find(print);
    if (known != book_->steps.end()) {
      return known->second;
    }
    lambda::Step step = handler_->next(event, context, answers);
    if (!std::holds_alternative<lambda::Waiting>(step)) {
      static_cast<void>(handler_->take_activity(context));  // its container is free again
    }
    book_->steps.emplace(print, step);
    return step;
  }
  // An end that is only remembered, or a crash, says nothing about what the function itself is at.

 private:
  std::string name_;
  std::shared_ptr<const lambda::Handler> handler_;
  std::shared_ptr<Book> book_;
};

Memory::Memory() : book_(std::make_shared<Book>()) {}
Memory::~Memory() = default;

std::uint64_t Memory::asked() const noexcept { return book_->steps.size(); }

void Memory::wrap_functions(const scenario::Scenario& scenario, world::World& world) {
  for (const auto& [name, function] : scenario.functions) {
    const auto behind = book_->functions.try_emplace(name, world.handler_of(name)).first;
    auto wrapped = std::make_shared<Remembering>(name, behind->second, book_);
    const auto added = world.add_function(name, std::move(wrapped),
                                          scenario::settings_of(function, scenario.roles, world));
    static_cast<void>(added);  // it was there before, in the same role
  }
}

}  // namespace ddbsim::explore
