#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace ddbsim::value {

template <class Signature>
class FunctionRef;

/// A reference to something callable: a parameter type for callbacks that are called before the
/// function returns. Two words, no allocation; must not be kept.
template <class Result, class... Arguments>
class FunctionRef<Result(Arguments...)> {
 public:
  template <class Callable>
    requires(!std::same_as<std::remove_cvref_t<Callable>, FunctionRef> &&
             std::is_invocable_r_v<Result, Callable&, Arguments...>)
  FunctionRef(Callable&& callable) noexcept  // NOLINT(google-explicit-constructor,*-forward*)
      : callable_(const_cast<void*>(  // NOLINT(*-const-cast): call() gives the constness back
            static_cast<const void*>(std::addressof(callable)))),
        call_(&call<std::remove_reference_t<Callable>>) {}

  Result operator()(Arguments... arguments) const {
    return call_(callable_, std::forward<Arguments>(arguments)...);
  }

 private:
  template <class Callable>
  static Result call(void* callable, Arguments... arguments) {
    return std::invoke_r<Result>(*static_cast<Callable*>(callable),
                                 std::forward<Arguments>(arguments)...);
  }

  void* callable_;
  Result (*call_)(void*, Arguments...);
};

}  // namespace ddbsim::value
