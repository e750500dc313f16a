#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/suggest.hpp"
#include "phantomime/state/load_state.hpp"

namespace phantomime::state {

/// The nearest of the known words as a hint, or the other hint where none is near.
template <class List>
std::string did_you_mean(std::string_view word, const List& known, std::string otherwise) {
  const std::vector<std::string_view> candidates{known.begin(), known.end()};
  const std::string_view near = nearest(word, candidates);
  return near.empty() ? std::move(otherwise) : "did you mean '" + std::string{near} + "'?";
}

/// Whether what steps name is there: errors, members, transitions. Reports every name that is not.
class StepCheck {
 public:
  StepCheck(const Model& model, Errors& errors);

  /// `row`: the collection whose row the name `row` is, if the steps belong to one.
  void check(const std::vector<Step>& steps, const Collection* row = nullptr);
  void check_error(const std::string& name, const Location& where);
  void check_member(const Collection& collection, const std::string& name, const Location& where);

 private:
  void walk(const std::vector<Step>& steps);
  void check(const Step& step);
  void check_transition(const Step& step, const Collection* collection);
  void bind(const Step& step);
  [[nodiscard]] const Collection* collection_of(const Step& step) const;

  const Model& model_;
  Errors& errors_;
  std::set<std::string, std::less<>> known_errors_;
  /// Whose rows the names are, as far as that is sure; null: of several collections.
  std::map<std::string, const Collection*> rows_;
};

}  // namespace phantomime::state
