#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/recorded_pack/recorded_pack.hpp"
#include "phantomime/formats/recorded_pack/written.hpp"
#include "phantomime/formats/yaml_writer.hpp"

namespace phantomime::formats {
namespace {

constexpr std::string_view explanation =
    "# What of the recorded requests and answers does not stay the same, and how that is known.\n"
    "#   stub      the stub of pack.yaml\n"
    "#   where     request.path.N, request.query.NAME, request.header.NAME, request.body/POINTER,\n"
    "#             response.status, response.header.NAME, response.body/POINTER\n"
    "#   class     increasing, bound (to: where the value was first), enumerated, time, free\n"
    "#   plays     the expression that makes it in pack.yaml; without it the recorded value is played\n"
    "#   evidence  what was seen\n";

Node member_node(const recording::VolatileMember& member) {
  MappingMaker node;
  node.add("stub", literal_node(member.stub));
  node.add("where", literal_node(member.where));
  node.add("class", literal_node(to_string(member.kind)));
  if (member.kind == recording::MemberClass::bound)
    node.add("to", MappingMaker{}
                       .add("stub", literal_node(member.bound_stub))
                       .add("where", literal_node(member.bound_where))
                       .done());
  if (!member.plays.empty()) node.add("plays", literal_node(member.plays));
  node.add("evidence", literal_node(valid_utf8(member.evidence) ? member.evidence : printable(member.evidence)));
  return node.done();
}

}  // namespace

PackFile written_learned(const recording::PackDraft& draft, std::span<const recording::Recording> recordings) {
  std::vector<Node> sources, members;
  for (const recording::Recording& recording : recordings) sources.push_back(literal_node(recording.folder));
  for (const recording::VolatileMember& member : draft.volatile_members) members.push_back(member_node(member));
  MappingMaker root;
  root.add("phantomime_learned", plain_node(std::to_string(learned_version)));
  root.add("recordings", Node::sequence(std::move(sources)));
  root.add("members", Node::sequence(std::move(members)));
  return {std::string{learned_path}, std::string{explanation} + write_yaml(root.done())};
}

}  // namespace phantomime::formats
