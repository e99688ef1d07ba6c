using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;

namespace Pdp.Wire.Answers;

/// <summary>
/// The texts of a policy set's expressions, so that an error, which knows only where in its text it is, can be told with
/// line and column. It keeps no texts: they are looked up in the policies.
/// </summary>
public sealed class ExpressionTexts
{
    private readonly FrozenDictionary<(string Id, int Version), PolicySource> _documents;

    /// <summary>Notes the policies.</summary>
    public ExpressionTexts(PolicySetSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _documents = source.Policies.DistinctBy(policy => (policy.Id, policy.Version)).ToFrozenDictionary(policy => (policy.Id, policy.Version));
    }

    /// <summary>The text an error's span is in, or null when it has none or it cannot be told which it is.</summary>
    public string? Find(DecisionError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (error.Member is not { } member || error.Policy is not { } path) return null;

        // The document that holds the expression is the one of all on the error's path that comes last. Ids have slashes as
        // paths have: every stretch of whole steps may be one.
        for (var start = path.Length; start > 0;)
        {
            start = path.LastIndexOf('/', start - 1) + 1;
            for (var end = start; end < path.Length;)
            {
                end = path.IndexOf('/', end + 1);
                if (end < 0) end = path.Length;
                if (_documents.TryGetValue((path[start..end], error.Version), out var document) && Find(document, member) is { } found)
                    return found.Text;
            }

            if (start > 0) start--;
        }

        return null;
    }

    // nesting is bounded, for every policy here has been compiled
    private static ExpressionSource? Find(PolicySource policy, string member)
    {
        if (Is(policy.Target, member)) return policy.Target;
        foreach (var variable in policy.Variables)
        {
            if (Is(variable.Expression, member)) return variable.Expression;
        }

        return Find(policy.Obligations, member) ?? Find(policy.Advice, member) ?? FindBelow(policy, member);
    }

    private static ExpressionSource? FindBelow(PolicySource policy, string member)
    {
        // Items mostly stand where their position says, and a policy may have very many.
        if (Position(policy, member) is { } item && Find(item, member) is { } found) return found;
        foreach (var other in policy.Items)
        {
            if (member.StartsWith(other.Location.Pointer, StringComparison.Ordinal) && Find(other, member) is { } unordered) return unordered;
        }

        return null;
    }

    private static ItemSource? Position(PolicySource policy, string member)
    {
        const string Rules = "/rules/";
        var above = policy.Location.Pointer;
        if (!member.StartsWith(above, StringComparison.Ordinal) || !member.AsSpan(above.Length).StartsWith(Rules, StringComparison.Ordinal)) return null;
        var step = member.AsSpan(above.Length + Rules.Length);
        var end = step.IndexOf('/');
        if (end >= 0) step = step[..end];
        return int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position < policy.Items.Length
            ? policy.Items[position]
            : null;
    }

    private static ExpressionSource? Find(ItemSource item, string member) => item switch
    {
        PolicySource inline => Find(inline, member),
        RuleSource rule when Is(rule.When, member) => rule.When,
        RuleSource rule => Find(rule.Obligations, member) ?? Find(rule.Advice, member),
        _ => null,
    };

    private static ExpressionSource? Find(ImmutableArray<NoticeSource> notices, string member)
    {
        foreach (var notice in notices)
        {
            if (Is(notice.When, member)) return notice.When;
            foreach (var property in notice.Properties)
            {
                if (Is(property.Expression, member)) return property.Expression;
            }
        }

        return null;
    }

    private static bool Is(ExpressionSource? expression, string member) =>
        expression is not null && string.Equals(expression.Location.Pointer, member, StringComparison.Ordinal);
}
