#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/base/random.hpp"
#include "phantomime/directives/names.hpp"
#include "phantomime/http/request_view.hpp"
#include "phantomime/state/world.hpp"

namespace phantomime::state {

/// Why steps ended before their last: a client's mistake, by the name of its error, or a step that is broken.
struct Failure {
  std::string error;
  std::string collection;
  std::string member;
  Json value;
  std::string text;
  std::optional<Error> broken;  ///< then it is none of the client's: a template that failed, a pack's mistake
};

/// Performs steps in a world: for one request, or for one transition on the clock. Changes are the world's to keep or
/// take back. One thread, which holds the world's mutex; everything given must outlive it.
class Performance {
 public:
  /// Rounds of `each`, and transitions that steps of transitions fire, of one performance.
  static constexpr std::size_t max_rounds = 10'000;
  static constexpr std::size_t max_depth = 16;

  struct Stage {
    World& world;
    const http::RequestView& request;
    const std::vector<std::pair<std::string, std::string>>& captures;
    Instant now;
    Random& random;
  };
  explicit Performance(const Stage& stage) : stage_{stage} {}

  /// False after a failure, which failure() tells.
  [[nodiscard]] bool run(const std::vector<Step>& steps);
  [[nodiscard]] const Failure& failure() const noexcept { return *failure_; }
  [[nodiscard]] const directives::Names& names() const noexcept { return names_; }
  [[nodiscard]] directives::RenderContext context();

  /// Takes a row, or a machine of its own, over a transition, with its steps. False where its state or its `when` does
  /// not allow it, or after a failure.
  [[nodiscard]] bool fire(const RowRef& ref, bool own, const Transition& transition);
  /// Arms what the clock does to a row or a machine in this state.
  [[nodiscard]] bool arm(const RowRef& ref, bool own, std::uint64_t entry);
  /// What was read `n` times moves on, if its machine says so.
  [[nodiscard]] bool count_reading(const RowRef& ref);
  [[nodiscard]] bool failed() const noexcept { return failure_.has_value(); }

 private:
  [[nodiscard]] bool run(const Step& step);
  [[nodiscard]] bool find(const Step& step);
  [[nodiscard]] bool list(const Step& step);
  [[nodiscard]] bool show(const Step& step);
  [[nodiscard]] bool take(const Step& step);
  [[nodiscard]] bool let(const Step& step);
  [[nodiscard]] bool require(const Step& step);
  [[nodiscard]] bool create(const Step& step);
  [[nodiscard]] bool change(const Step& step);
  [[nodiscard]] bool remove(const Step& step);
  [[nodiscard]] bool fire(const Step& step);
  [[nodiscard]] bool each(const Step& step);
  [[nodiscard]] bool read(const Step& step);

  bool fail(Failure failure);
  bool broken(Error error);
  bool broken(const Step& step, std::string what);
  [[nodiscard]] bool evaluate(const ComputedPtr& computed, directives::Value& out);
  /// Whether a condition holds; null computed ones do.
  [[nodiscard]] bool holds(const ComputedPtr& condition, bool& out);
  [[nodiscard]] std::optional<std::vector<std::pair<std::string, Json>>> evaluate_all(const ComputedMembers& members);

  /// While it lives, `row` is another one to templates and steps; then it is what it was before.
  class RowForNow {
   public:
    explicit RowForNow(directives::Names& names) : names_{names}, before_{names.find("row")} {}
    ~RowForNow() { names_.set("row", before_ ? before_ : std::make_shared<const Json>()); }
    RowForNow(const RowForNow&) = delete;
    RowForNow& operator=(const RowForNow&) = delete;
    template <class What>
    void is(What&& row) {
      names_.set("row", std::forward<What>(row));
    }

   private:
    directives::Names& names_;
    directives::Value before_;
  };

  void set_row(const std::string& name, const RowRef& ref);
  void set_null(const std::string& name);
  /// From here on the name stands for no row that can be changed.
  void forget_ref(std::string_view name);
  /// Where the row of a name lies; null (reported) where the name stands for none.
  [[nodiscard]] const RowRef* ref_of(const Step& step);
  /// The names of a row that was changed stand for what it is now.
  void refresh(const RowRef& ref);
  void refresh_all();

  /// The machine of a row, or the one of its own of this name; null where there is none.
  [[nodiscard]] const Machine* machine_of(const RowRef& ref, bool own) const;
  /// Counts the state that it is in, where somebody wants to know.
  void count_state(const RowRef& ref, bool own) const;
  /// The state that it is in; empty where there is no such row.
  [[nodiscard]] std::string state_of(const RowRef& ref, bool own) const;
  /// Carries a transition out that may happen.
  [[nodiscard]] bool move(const RowRef& ref, bool own, const Transition& transition);
  [[nodiscard]] std::optional<Instant> due_of(const Transition& transition);

  // A row's members (row_changes.cpp).
  [[nodiscard]] bool add_row(const Step& step, const Collection& collection, Json members, RowRef& ref);
  [[nodiscard]] bool change_row(const RowRef& ref, const Json& members, bool by_machine);
  [[nodiscard]] bool check_row(const Collection& collection, const Json& row, std::optional<std::int64_t> own_id);
  [[nodiscard]] bool complete_row(const Collection& collection, const Json& members, Json& row);
  /// What changes with every change of a row (`on_change`), unless it was said.
  [[nodiscard]] bool follow_change(const Collection& collection, const Json& members, Json& row);
  [[nodiscard]] bool has_room(const Collection& collection);
  [[nodiscard]] bool enter_state(const RowRef& ref);

  // What a client wrote (body_members.cpp).
  [[nodiscard]] bool read_member(const Collection& collection, const Member& member, const Json& value, Json& given);
  [[nodiscard]] std::optional<std::int64_t> related_id(const Member& member, const Json& value) const;
  bool mistake(const Collection& collection, const Member* member, std::string_view name, const std::string& kind,
               const Json& value, std::string text);

  // A row as it is told (told_row.cpp).
  enum class Shape { one, list };
  [[nodiscard]] bool tell(const Collection& collection, const Row& row, Shape shape, std::string& out);
  [[nodiscard]] bool tell_anew(const Collection& collection, const Row& row, Shape shape, std::string& out);
  [[nodiscard]] bool is_told(const Member& member, Shape shape, bool& told);
  [[nodiscard]] Json related(const Member& member, const Json& value) const;

  const Stage& stage_;
  directives::Names names_;
  std::vector<std::pair<std::string, RowRef>> refs_;
  std::vector<std::string> flags_;  ///< of the last list that was asked for
  std::optional<Failure> failure_;
  std::size_t rounds_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace phantomime::state
