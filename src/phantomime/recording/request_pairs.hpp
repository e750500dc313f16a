#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phantomime::recording {

/// Numbers for the shapes of requests (request_shape), given in the order in which they first come. One thread.
class ShapeNumbers {
 public:
  [[nodiscard]] std::uint32_t number(std::string_view shape);
  [[nodiscard]] const std::string& text(std::uint32_t number) const { return *texts_[number]; }
  [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

 private:
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::vector<const std::string*> texts_;  ///< keys of numbers_
};

/// By what a request is paired: small, so that long recordings can be paired.
struct RequestKey {
  std::uint32_t shape = 0;   ///< by ShapeNumbers
  std::uint64_t target = 0;  ///< a digest of the target as sent
};
[[nodiscard]] RequestKey request_key(ShapeNumbers& shapes, std::string_view method, std::string_view target);

/// Which requests of one shape, of two lists, belong together: by their places in the lists.
struct RequestPairs {
  struct Pair {
    std::uint32_t a = 0, b = 0;
    bool operator==(const Pair&) const = default;
  };
  std::vector<std::uint32_t> all_a;  ///< in order
  std::vector<Pair> pairs;           ///< in the order of b
  std::vector<std::uint32_t> only_a;
  std::vector<std::uint32_t> only_b;
};

/// Pairs the requests of each shape: where one side's targets are all among the other's, each with its own target;
/// else, as ids differ from run to run, the n-th with the n-th. By number of the shape. Linear but for sorting.
[[nodiscard]] std::vector<RequestPairs> pair_requests(std::span<const RequestKey> a, std::span<const RequestKey> b);

}  // namespace phantomime::recording
