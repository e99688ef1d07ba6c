using System.Collections.Frozen;
using System.Collections.Immutable;
using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;

namespace Pdp.Wire.Answers;

/// <summary>
/// The texts of a policy set's expressions, so that an error, which knows only where in its text it is, can be told with
/// line and column.
/// </summary>
public sealed class ExpressionTexts
{
    private readonly FrozenDictionary<(int Version, string Member), ImmutableArray<(string Policy, string Text)>> _texts;

    /// <summary>Collects the texts.</summary>
    public ExpressionTexts(PolicySetSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var texts = new Dictionary<(int, string), ImmutableArray<(string, string)>>();
        foreach (var policy in source.Policies) Collect(policy, policy, texts);
        _texts = texts.ToFrozenDictionary();
    }

    /// <summary>The text an error's span is in, or null when it has none or it cannot be told which it is.</summary>
    public string? Find(DecisionError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (error.Member is null || error.Policy is null || !_texts.TryGetValue((error.Version, error.Member), out var candidates))
        {
            return null;
        }

        // The document that holds the expression is the one of all on the error's path that comes last.
        var path = $"/{error.Policy}/";
        string? found = null;
        var last = -1;
        foreach (var (policy, text) in candidates)
        {
            var at = path.LastIndexOf($"/{policy}/", StringComparison.Ordinal);
            if (at <= last) continue;
            last = at;
            found = text;
        }

        return found;
    }

    private static void Collect(
        PolicySource policy, PolicySource document, Dictionary<(int, string), ImmutableArray<(string, string)>> texts)
    {
        Add(policy.Target);
        foreach (var variable in policy.Variables) Add(variable.Expression);
        Notices(policy.Obligations);
        Notices(policy.Advice);
        foreach (var item in policy.Items)
        {
            switch (item)
            {
                case PolicySource inline:
                    Collect(inline, document, texts);
                    break;
                case RuleSource rule:
                    Add(rule.When);
                    Notices(rule.Obligations);
                    Notices(rule.Advice);
                    break;
            }
        }

        void Notices(ImmutableArray<NoticeSource> notices)
        {
            foreach (var notice in notices)
            {
                Add(notice.When);
                foreach (var property in notice.Properties) Add(property.Expression);
            }
        }

        void Add(ExpressionSource? expression)
        {
            if (expression is null) return;
            var key = (document.Version, expression.Location.Pointer);
            texts[key] = texts.GetValueOrDefault(key, []).Add((document.Id, expression.Text));
        }
    }
}
