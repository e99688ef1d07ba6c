using Pdp.Engine.Compilation;
using Pdp.Engine.Requests;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Reports;

/// <summary>
/// A request made of what rules ask for: of one rule all that it asks, and of others what that leaves open. So the values that
/// many rules name are as frequent as they are among the rules.
/// </summary>
internal sealed class Probe
{
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);

    /// <summary>Gives the attributes of a clause the values that it asks for, as far as they have none yet.</summary>
    /// <param name="clause">The clause.</param>
    /// <param name="turn">Which of several values that it names is taken.</param>
    public void Satisfy(GuardClause clause, int turn)
    {
        foreach (var atom in clause.Atoms)
        {
            // what is made of attributes has no value of its own
            if (atom.Attribute is GuardPath path) At(path).Set(atom, turn);
        }
    }

    /// <summary>The request.</summary>
    /// <param name="withProperties">Whether it has properties and a context, and not the names of subject, action and resource alone.</param>
    public Request ToRequest(bool withProperties = true) => new(
        new Entity(Name("subject.type"), Name("subject.id"), Properties(Roots.Subject, withProperties)),
        new ActionInfo(Name("action.name"), Properties(Roots.Action, withProperties)),
        new Entity(Name("resource.type"), Name("resource.id"), Properties(Roots.Resource, withProperties)),
        Properties(Roots.Context, withProperties));

    private Member At(GuardPath path)
    {
        var member = At(_members, path.Root);
        foreach (var name in path.Members) member = member.Inside(name);
        return member;
    }

    private static Member At(Dictionary<string, Member> members, string name)
    {
        if (!members.TryGetValue(name, out var member)) members[name] = member = new Member();
        return member;
    }

    private string Name(string path) => _members.TryGetValue(path, out var member) && member.Value.AsString is { } text ? text : "-";

    private StringMap Properties(string root, bool withProperties)
    {
        if (!withProperties) return StringMap.Empty;
        var entries = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (path, member) in _members)
        {
            var name = path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..];
            if (!path.StartsWith(root + ".", StringComparison.Ordinal)) continue;
            if (name == Roots.Properties)
            {
                foreach (var (inner, value) in member.Entries) entries.TryAdd(inner, value);
            }
            else if (!Roots.IsOwnMember(root, name) && !member.Value.IsMissing)
            {
                entries[name] = member.Value;
            }
        }

        return new StringMap([.. entries]);
    }

    /// <summary>An attribute, or a member of one.</summary>
    private sealed class Member
    {
        private readonly Dictionary<string, Member> _inner = new(StringComparer.Ordinal);
        private bool _isSet;
        private Value _value;

        public Value Value => _inner.Count > 0 ? Value.From(new StringMap([.. Entries])) : _value;

        public IEnumerable<KeyValuePair<string, Value>> Entries => _inner
            .Select(pair => new KeyValuePair<string, Value>(pair.Key, pair.Value.Value)).Where(pair => !pair.Value.IsMissing);

        public Member Inside(string name) => At(_inner, name);

        public void Set(GuardAtom atom, int turn)
        {
            if (_isSet) return;
            _isSet = true;
            _value = ProbeValues.Of(atom, turn);
        }
    }
}
