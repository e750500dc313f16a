#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "phantomime/base/located_json.hpp"
#include "phantomime/contract/origin.hpp"
#include "phantomime/contract/shape.hpp"

namespace phantomime::contract {

/// Whether every value of the example has an origin of its own, with its line, or all of them one.
enum class OriginDetail { each_value, whole };

/// Makes shapes of examples: what all of them have is expected, what differs may differ.
class Inference {
 public:
  /// Origins are added to `origins`, which must outlive it.
  explicit Inference(std::vector<Origin>& origins) : origins_{origins} {}

  /// Widens the shape so that the value fits. `origin` is who shows it; with a source, values know their lines.
  void add(Shape& shape, const LocatedJson& value, const Origin& origin, OriginDetail detail);
  /// What follows once all examples are known: a null alone says nothing of the type, and names that no two objects
  /// share are data.
  static void finish(Shape& shape);
  /// Lays what pages print over what the pack plays, before finish(): printed values lend their origins, and widen what
  /// may be; what is printed alone is optional.
  static void lay_over(Shape& played, Shape&& printed);

 private:
  void widen(Shape& shape, const LocatedJson& value);
  void widen_string(Shape& shape, const LocatedJson& value, OriginNumber origin);
  void widen_object(Shape& shape, const LocatedJson& value);
  [[nodiscard]] OriginNumber origin_at(std::uint32_t line, std::uint32_t column);

  std::vector<Origin>& origins_;
  Origin base_;
  OriginDetail detail_ = OriginDetail::whole;
  std::optional<OriginNumber> whole_;  ///< once anything has it: an example that shows nothing new leaves none behind
  bool inside_ = false;                ///< a string: lines are those of the string
  LocatedJson place_;
};

}  // namespace phantomime::contract
