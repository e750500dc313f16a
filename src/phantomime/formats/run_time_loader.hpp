#pragma once

#include <memory>
#include <optional>

#include "phantomime/base/load_context.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::formats {

/// Gives the fixtures that a loaded scenario has read: those that its stubs name. The scenario must outlive it.
class ScenarioFixtures final : public FixtureReader {
 public:
  explicit ScenarioFixtures(const scenario::Scenario& scenario) : scenario_{scenario} {}
  [[nodiscard]] std::shared_ptr<const std::string> read(std::string_view path, Error& error) override;

 private:
  const scenario::Scenario& scenario_;
};

/// How something that joins at run time is said: as text, where `${name}` would be a variable and a stub that is a
/// pattern needs an example; or in code, where every text means itself.
enum class Saying { text, code };

/// Reads a stub that joins a scenario which is being played: one entry of `stubs:`, with the defaults of the pack that
/// it is to belong to. Variables of the pack are not at hand: `${name}` is an error. Reports every error; empty if
/// there was any.
[[nodiscard]] std::optional<scenario::Stub> load_run_time_stub(const Node& node, const scenario::Scenario& scenario,
                                                               std::uint32_t pack, Errors& errors,
                                                               Saying saying = Saying::text);

/// Reads the value of a `request:` as a stub of the first pack would have it. Reports every error; empty if there was
/// any.
[[nodiscard]] std::optional<matchers::RequestSpec> load_run_time_request(const Node& node,
                                                                         const scenario::Scenario& scenario,
                                                                         Errors& errors, Saying saying = Saying::text);

/// Reads the value of a `response:` said in code as a stub of the first pack would have it. Reports every error; empty
/// if there was any.
[[nodiscard]] std::optional<directives::ResponseSpec> load_run_time_response(const Node& node,
                                                                             const scenario::Scenario& scenario,
                                                                             Errors& errors);

/// A tree with `${name}` reported and `$${` replaced, as in a pack without variables.
[[nodiscard]] Node without_variables(const Node& node, Errors& errors);

}  // namespace phantomime::formats
