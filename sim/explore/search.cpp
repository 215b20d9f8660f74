#include "sim/explore/search.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include <boost/multiprecision/cpp_int.hpp>

namespace ddbsim::explore {
namespace {

using End = Summary::End;

/// Transitions between looks at the clock, and at how many states there are.
constexpr std::uint64_t kLook = 4096;
/// The same where few states are allowed.
constexpr std::uint64_t kShortLook = 8;

}  // namespace

std::uint64_t moves_out(const std::vector<Visit>& visits) noexcept {
  std::uint64_t moves = 0;
  for (const Visit& visit : visits) {
    moves += visit.moves;
  }
  return moves;
}

namespace {

/// What the threads of a search share.
class Crew {
 public:
  Crew(const SearchOptions& options, std::size_t size) : options_(options), size_(size) {
    waiting_.emplace_back();
  }

  Visited& visited() noexcept { return visited_; }
  /// Null: nothing is shared out.
  [[nodiscard]] const Orders* orders() const noexcept { return orders_ ? &*orders_ : nullptr; }
  void share_out(const Machine& machine, Shard shard) {
    std::vector<std::size_t> turns;
    for (const ClientEntry& client : machine.clients()) {
      turns.push_back(client.turns.size());
    }
    orders_.emplace(turns, shard);
  }
  [[nodiscard]] bool wants_work() const noexcept {
    return idle_.load(std::memory_order_relaxed) > 0;
  }
  [[nodiscard]] bool is_over() const noexcept { return over_.load(std::memory_order_relaxed); }

  void give(Path path) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(path));
    changed_.notify_one();
  }
  /// Waits for work; absent: there will be none.
  std::optional<Path> take() {
    std::unique_lock lock(mutex_);
    ++idle_;
    changed_.wait(lock, [&] { return !waiting_.empty() || over_ || idle_ == size_; });
    if (waiting_.empty() || over_) {
      over_ = true;
      changed_.notify_all();
      return std::nullopt;
    }
    --idle_;
    Path path = std::move(waiting_.front());
    waiting_.pop_front();
    return path;
  }
  void stop(End end) {
    const std::lock_guard lock(mutex_);
    if (!over_) {
      found_.end = end;
    }
    over_ = true;
    changed_.notify_all();
  }
  void fail(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
    over_ = true;
    changed_.notify_all();
  }
  /// Now and then: limits and progress.
  void look(std::uint64_t transitions) {
    transitions_ += transitions;
    const Limits& limits = options_.limits;
    if (std::chrono::steady_clock::now() >= limits.until) {
      stop(End::time);
    } else if (limits.interrupted != nullptr && *limits.interrupted) {
      stop(End::interrupted);
    }
    const std::uint64_t states = visited_.size();
    if (states >= limits.states) {
      stop(End::states);
    } else if (visited_.memory() + (orders_ ? states * sizeof(Visit) : 0) >= limits.memory_bytes) {
      stop(End::memory);
    }
    if (options_.progress) {
      const std::lock_guard lock(mutex_);
      options_.progress(states, transitions_);
    }
  }
  void add(const Found& part) {
    const std::lock_guard lock(mutex_);
    found_.visits.insert(found_.visits.end(), part.visits.begin(), part.visits.end());
    found_.transitions += part.transitions;
    found_.broken |= part.broken;
    found_.met = found_.met ? found_.met : part.met;
    found_.reached |= part.reached;
    found_.outcomes.insert(part.outcomes.begin(), part.outcomes.end());
    found_.handler_runs = std::max(found_.handler_runs, part.handler_runs);
    found_.baseline.add(part.baseline);
  }
  [[nodiscard]] const SearchOptions& options() const noexcept { return options_; }
  Found result() {
    if (error_) {
      std::rethrow_exception(error_);
    }
    found_.states = visited_.size();
    if (orders_) {
      count_visits();
    }
    found_.baseline.is_complete = found_.end == End::exhaustive;
    return std::move(found_);
  }

 private:
  /// A shard meets a state once for each place in the orders of clients.
  void count_visits() {
    std::vector<Visit>& visits = found_.visits;
    std::ranges::sort(visits);
    visits.erase(std::ranges::unique(visits).begin(), visits.end());
    found_.states = visits.size();
    found_.transitions = moves_out(visits);
  }

  const SearchOptions& options_;
  std::size_t size_;
  std::optional<Orders> orders_;
  Visited visited_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Path> waiting_;
  std::atomic<std::size_t> idle_{0};
  std::atomic<bool> over_{false};
  std::atomic<std::uint64_t> transitions_{0};
  Found found_;
  std::exception_ptr error_;
};

/// One thread of a search.
class Worker {
 public:
  Worker(Crew& crew, const MakeMachine& make)
      : crew_(crew), machine_(make()), judge_(*machine_, crew.options().baseline) {}

  void work() {
    while (const auto path = crew_.take()) {
      follow(*path);
    }
    found_.reached = judge_.reached();
    found_.outcomes = judge_.outcomes();
    found_.handler_runs = machine_->nodes().size();
  }
  [[nodiscard]] const Machine& machine() const noexcept { return *machine_; }
  /// What it found. For the thread that made it.
  [[nodiscard]] const Found& found() {
    found_.baseline = judge_.made();
    return found_;
  }

 private:
  struct Frame {
    State state;
    std::vector<Move> moves;
    std::uint16_t next = 0;
    std::uint16_t taken = 0;              ///< the move of the frame before that led here
    Orders::Place order = Orders::kMine;  ///< of the moves of clients on the way
  };

  Frame& frame(std::size_t depth) {
    if (frames_.size() == depth) {
      frames_.emplace_back();
    }
    return frames_[depth];
  }

  [[nodiscard]] Path path_to(std::size_t depth) const {
    Path path;
    for (std::size_t below = 1; below <= depth; ++below) {
      path.push_back(frames_[below].taken);
    }
    return path;
  }

  /// To where the path leads, then everything below that.
  void follow(const Path& path) {
    frame(0).state = machine_->start();
    frame(0).order = crew_.orders() != nullptr ? crew_.orders()->start() : Orders::kMine;
    begin_ = 0;
    depth_ = 0;
    if (path.empty()) {
      enter(0);
    }
    for (const std::uint16_t move : path) {
      frame(depth_ + 1);
      Frame& at = frames_[depth_];
      machine_->moves(at.state, at.moves);
      take(move);
      at.next = static_cast<std::uint16_t>(at.moves.size());
      ++depth_;
    }
    begin_ = depth_;
    if (!path.empty()) {
      ++found_.transitions;
      enter(depth_);
    }
    descend();
  }

  /// Makes a move of the frame at `depth_`; the next frame is there.
  void take(std::uint16_t number) {
    const Frame& at = frames_[depth_];
    Frame& child = frames_[depth_ + 1];
    const Move& move = at.moves[number];
    machine_->apply(at.state, move, child.state);
    child.taken = number;
    child.order = move.is_clients() && crew_.orders() != nullptr
                      ? crew_.orders()->after(at.order, move.actor)
                      : at.order;
  }

  /// A state is met anew as long as it is open which shard the schedule belongs to.
  [[nodiscard]] bool is_new(const Frame& at) {
    const Fingerprint print = at.state.print();
    return crew_.visited().add(at.order == Orders::kMine ? print : print.then(at.order));
  }
  void keep(const Frame& at) {
    if (crew_.orders() != nullptr) {
      found_.visits.push_back({at.state.print(), static_cast<std::uint16_t>(at.moves.size())});
    }
  }

  /// A state that this thread may be the first to see.
  void enter(std::size_t depth) {
    Frame& at = frames_[depth];
    at.moves.clear();
    at.next = 0;
    if (at.order == Orders::kOthers || !is_new(at)) {
      return;
    }
    const bool at_rest = machine_->is_at_rest(at.state);
    if (at_rest) {
      judge_.note_rest(at.state);
    }
    const Judge::Set broken = judge_.broken_by(at.state, at_rest) & crew_.options().wanted;
    if (broken != 0) {
      found_.broken |= broken;
      if (!found_.met) {
        found_.met.emplace(path_to(depth), broken);
      }
      if (crew_.options().stop_when_broken) {
        crew_.stop(End::exhaustive);
      }
      keep(at);
      return;  // what comes after a broken state proves nothing more
    }
    machine_->moves(at.state, at.moves);
    keep(at);
  }

  void descend() {
    while (!crew_.is_over()) {
      Frame& at = frames_[depth_];
      if (at.next == at.moves.size()) {
        if (depth_ == begin_) {
          return;
        }
        --depth_;
        continue;
      }
      if (crew_.wants_work()) {
        share();
        if (at.next == at.moves.size()) {
          continue;
        }
      }
      frame(depth_ + 1);
      take(frames_[depth_].next++);
      ++depth_;
      enter(depth_);
      if (++found_.transitions % look_ == 0) {
        crew_.look(look_);
      }
    }
  }

  /// The last move of the lowest frame that has one left goes to somebody else.
  void share() {
    for (std::size_t depth = begin_; depth <= depth_; ++depth) {
      Frame& at = frames_[depth];
      if (at.next < at.moves.size()) {
        Path path = path_to(depth);
        path.push_back(static_cast<std::uint16_t>(at.moves.size() - 1));
        at.moves.pop_back();
        crew_.give(std::move(path));
        return;
      }
    }
  }

  Crew& crew_;
  std::uint64_t look_ = crew_.options().limits.states < 16 * kLook ? kShortLook : kLook;
  std::unique_ptr<Machine> machine_;
  Judge judge_;
  std::deque<Frame> frames_;
  std::size_t begin_ = 0;
  std::size_t depth_ = 0;
  Found found_;
};

}  // namespace

Found search_all(const MakeMachine& make, const SearchOptions& options) {
  const std::size_t jobs = std::max<std::size_t>(options.jobs, 1);
  Crew crew(options, jobs);
  // Items count their references plainly: what machines have of the file in common is copied, and
  // given up, by one thread. Meanwhile they only look at it.
  std::vector<std::unique_ptr<Worker>> workers;
  workers.reserve(jobs);
  for (std::size_t job = 0; job < jobs; ++job) {
    workers.push_back(std::make_unique<Worker>(crew, make));
  }
  if (options.shard) {
    crew.share_out(workers.front()->machine(), *options.shard);
  }
  const auto work = [&crew](Worker& worker) {
    try {
      worker.work();
    } catch (...) {
      crew.fail(std::current_exception());
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t job = 1; job < jobs; ++job) {
      threads.emplace_back([&work, &worker = *workers[job]] { work(worker); });
    }
    work(*workers.front());
  }
  for (const auto& worker : workers) {
    crew.add(worker->found());
  }
  return crew.result();
}

namespace {

/// All states of a search breadth first, by number, and how each was met.
class Levels {
 public:
  /// The number of the state, and whether it is new.
  std::pair<std::uint32_t, bool> meet(const State& state, std::uint32_t parent,
                                      std::uint16_t move) {
    const auto [at, is_new] = numbers_.try_emplace(state.print(), size());
    if (is_new) {
      met_.push_back({parent, move, static_cast<std::uint16_t>(state.words.size()), words_.size(),
                      state.items, state.rest});
      words_.insert(words_.end(), state.words.begin(), state.words.end());
    }
    return {at->second, is_new};
  }
  void get(std::uint32_t number, State& state) const {
    const Met& met = met_[number];
    const auto begin = words_.begin() + static_cast<std::ptrdiff_t>(met.begin);
    state.words.assign(begin, begin + met.words);
    state.items = met.items;
    state.rest = met.rest;
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(met_.size()); }
  [[nodiscard]] Path path_to(std::uint32_t number) const {
    Path path;
    for (; number != 0; number = met_[number].parent) {
      path.insert(path.begin(), met_[number].move);
    }
    return path;
  }

 private:
  struct Met {
    std::uint32_t parent;
    std::uint16_t move;
    std::uint16_t words;
    std::uint64_t begin;
    Fingerprint items;
    Fingerprint rest;
  };
  boost::unordered_flat_map<Fingerprint, std::uint32_t, FingerprintHash> numbers_;
  std::vector<Met> met_;
  std::deque<Id> words_;
};

/// Breadth first through all states that `meet(from, number of from, move, to)` puts into `levels`,
/// the first of which is there, as long as `goes_on()`.
template <class Meet, class GoesOn>
End walk(Machine& machine, const Limits& limits, const Levels& levels, Meet meet, GoesOn goes_on) {
  State state;
  State child;
  std::vector<Move> moves;
  for (std::uint32_t at = 0; at < levels.size() && goes_on(); ++at) {
    levels.get(at, state);
    machine.moves(state, moves);
    for (std::size_t move = 0; move < moves.size() && goes_on(); ++move) {
      machine.apply(state, moves[move], child);
      meet(state, at, static_cast<std::uint16_t>(move), child);
    }
    if (levels.size() >= limits.states) {
      return End::states;
    }
    if (at % kLook == 0 && std::chrono::steady_clock::now() >= limits.until) {
      return End::time;
    }
  }
  return End::exhaustive;
}

constexpr auto kToTheEnd = [] { return true; };

}  // namespace

Shortest find_shortest(Machine& machine, Judge& judge, Judge::Set wanted, const Limits& limits) {
  Shortest found;
  Levels levels;
  const auto meet = [&](const State& state, std::uint32_t parent, std::uint16_t move) {
    const auto [at, is_new] = levels.meet(state, parent, move);
    if (!is_new) {
      return;
    }
    const bool at_rest = machine.is_at_rest(state);
    const Judge::Set broken = judge.broken_by(state, at_rest) & wanted;
    for (std::size_t number = 0; number < judge.properties().size(); ++number) {
      if ((broken >> number & 1U) != 0) {
        found.paths.emplace(number, levels.path_to(at));
      }
    }
    wanted &= ~broken;
    if (at_rest) {
      judge.note_rest(state);
    }
  };
  meet(machine.start(), 0, 0);
  found.end = walk(
      machine, limits, levels,
      [&](const State&, std::uint32_t from, std::uint16_t move, const State& to) {
        meet(to, from, move);
      },
      [&] { return wanted != 0; });
  return found;
}

void for_each_good_outcome(Machine& machine, std::uint64_t states,
                           const std::function<void(const service::Account&)>& visit) {
  Judge judge(machine, nullptr);
  boost::unordered_flat_set<Fingerprint, FingerprintHash> seen;
  Levels levels;
  const auto meet = [&](const State& state, std::uint32_t parent, std::uint16_t move) {
    const bool is_good = levels.meet(state, parent, move).second && machine.is_at_rest(state) &&
                         judge.broken_by(state, true) == 0 && seen.insert(state.items).second;
    if (is_good) {
      machine.engine().with_items(machine.items(state), machine.now(state),
                                  [&](const service::Account& account) {
                                    visit(account);
                                    return 0;
                                  });
    }
  };
  meet(machine.start(), 0, 0);
  walk(
      machine, {.states = states}, levels,
      [&](const State&, std::uint32_t from, std::uint16_t move, const State& to) {
        meet(to, from, move);
      },
      kToTheEnd);
}

namespace {

/// The graph of a search, as far as no fault is spent: backwards.
class Backwards {
 public:
  void add(std::uint32_t from, std::uint32_t to) { edges_.emplace_back(to, from); }

  /// Which of `count` states lead to one of these.
  std::vector<bool> leading_to(std::vector<std::uint32_t> goals, std::uint32_t count) {
    std::ranges::sort(edges_);
    std::vector<bool> leads(count, false);
    for (const std::uint32_t goal : goals) {
      leads[goal] = true;
    }
    while (!goals.empty()) {
      const std::uint32_t at = goals.back();
      goals.pop_back();
      auto edge = std::ranges::lower_bound(edges_, std::pair(at, std::uint32_t{0}));
      for (; edge != edges_.end() && edge->first == at; ++edge) {
        if (!leads[edge->second]) {
          leads[edge->second] = true;
          goals.push_back(edge->second);
        }
      }
    }
    return leads;
  }

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges_;
};

}  // namespace

Restless find_restless(Machine& machine, const Limits& limits) {
  Restless found;
  Levels levels;
  Backwards graph;
  std::vector<std::uint32_t> rests;
  const auto meet = [&](const State& state, std::uint32_t parent, std::uint16_t move) {
    const auto [at, is_new] = levels.meet(state, parent, move);
    if (is_new && machine.is_at_rest(state)) {
      rests.push_back(at);
    }
    return at;
  };
  meet(machine.start(), 0, 0);
  found.end = walk(
      machine, limits, levels,
      [&](const State& state, std::uint32_t from, std::uint16_t move, const State& next) {
        const std::uint32_t to = meet(next, from, move);
        if (Machine::faults(next) == Machine::faults(state)) {
          graph.add(from, to);
        }
      },
      kToTheEnd);
  if (found.end != End::exhaustive) {
    return found;
  }
  const std::vector<bool> leads = graph.leading_to(std::move(rests), levels.size());
  const auto stuck = std::ranges::find(leads, false);
  if (stuck != leads.end()) {
    found.path = levels.path_to(static_cast<std::uint32_t>(stuck - leads.begin()));
  }
  return found;
}

std::optional<bool> leads_to_rest(Machine& machine, const State& from, std::uint64_t states) {
  boost::unordered_flat_set<Fingerprint, FingerprintHash> met{from.print()};
  std::vector<State> open{from};
  std::vector<Move> moves;
  while (!open.empty()) {
    const State state = std::move(open.back());
    open.pop_back();
    if (machine.is_at_rest(state)) {
      return true;
    }
    if (met.size() >= states) {
      return std::nullopt;
    }
    machine.moves(state, moves);
    for (const Move& move : moves) {
      State next;
      machine.apply(state, move, next);
      if (Machine::faults(next) == Machine::faults(from) && met.insert(next.print()).second) {
        open.push_back(std::move(next));
      }
    }
  }
  return false;
}

namespace {

/// Ways through a graph without cycles, from its first node to nodes without a way on.
class Ways {
 public:
  /// `from` ascending.
  void add(std::uint32_t from, std::uint32_t to) {
    begins_.resize(std::max<std::size_t>(begins_.size(), from + 1U), ends_.size());
    ends_.push_back(to);
  }

  /// Absent: there is a cycle.
  std::optional<std::string> count(std::uint32_t nodes) {
    begins_.resize(nodes + 1U, ends_.size());
    std::vector<std::uint32_t> open(nodes, 0);  // ways in that are not counted yet
    for (const std::uint32_t to : ends_) {
      ++open[to];
    }
    std::vector<boost::multiprecision::cpp_int> ways(nodes, 0);
    boost::multiprecision::cpp_int sum = 0;
    std::vector<std::uint32_t> ready{0};
    ways[0] = 1;
    std::uint32_t done = 0;
    for (; !ready.empty(); ++done) {
      const std::uint32_t at = ready.back();
      ready.pop_back();
      const boost::multiprecision::cpp_int here = std::exchange(ways[at], 0);
      sum += begins_[at] == begins_[at + 1] ? here : 0;
      for (std::size_t edge = begins_[at]; edge < begins_[at + 1]; ++edge) {
        ways[ends_[edge]] += here;
        if (--open[ends_[edge]] == 0) {
          ready.push_back(ends_[edge]);
        }
      }
    }
    return done == nodes ? std::optional(sum.str()) : std::nullopt;
  }

 private:
  std::vector<std::size_t> begins_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace

std::optional<std::string> count_schedules(Machine& machine, const Limits& limits) {
  Levels levels;
  Ways ways;
  levels.meet(machine.start(), 0, 0);
  const End end = walk(
      machine, limits, levels,
      [&](const State&, std::uint32_t from, std::uint16_t move, const State& to) {
        ways.add(from, levels.meet(to, from, move).first);
      },
      kToTheEnd);
  if (end != End::exhaustive) {
    return std::nullopt;
  }
  return ways.count(levels.size()).value_or("unbounded");
}

}  // namespace ddbsim::explore
