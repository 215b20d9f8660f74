#include <string>

#include <benchmark/benchmark.h>

#include "sim/value/attribute_value.hpp"
#include "sim/value/number.hpp"

// Numbers on their way in, out and through an ADD.
namespace ddbsim::value {
namespace {

void BM_NumberParse(benchmark::State& state) {
  std::string digits(static_cast<std::size_t>(state.range(0)), '7');
  digits[digits.size() / 2] = '1';
  for (auto _ : state) {
    benchmark::DoNotOptimize(digits);
    benchmark::DoNotOptimize(Number::parse(digits));
  }
}

void BM_NumberPrint(benchmark::State& state) {
  const Number printed = number(std::string(static_cast<std::size_t>(state.range(0)), '7'));
  std::string out;
  for (auto _ : state) {
    out.clear();
    Number::append_text(printed.bytes(), out);
    benchmark::DoNotOptimize(out);
  }
}

void BM_NumberAdd(benchmark::State& state) {
  const Number a = number(std::string(static_cast<std::size_t>(state.range(0)), '7'));
  const Number b(1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(Number::add(a, b));
  }
}

BENCHMARK(BM_NumberParse)->Arg(1)->Arg(10)->Arg(38);
BENCHMARK(BM_NumberPrint)->Arg(1)->Arg(10)->Arg(38);
BENCHMARK(BM_NumberAdd)->Arg(1)->Arg(10)->Arg(38);

}  // namespace
}  // namespace ddbsim::value
