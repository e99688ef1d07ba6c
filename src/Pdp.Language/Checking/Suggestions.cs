using System.Collections.Immutable;
using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <summary>Says what an author may have meant.</summary>
internal static class Suggestions
{
    private const int Shown = 8;

    /// <summary>The attribute that an unknown member may mean: a near one of the same object, or one of that name elsewhere.</summary>
    public static Advice? ForMember(
        RecordType record, string field, string owner, TextSpan fieldSpan, Expr whole, TypeEnvironment environment, string text)
    {
        if (NearWord.Find(field, record.Members.Keys) is { } near)
        {
            var guess = $"did you mean `{owner}.{near}`?";
            if (whole is IndexExpr) return new Advice(guess, new Rewriting(fieldSpan, $"'{LiteralWriter.Escape(near, '\'')}'"));
            return Words.IsIdentifier(near) ? new Advice(guess, new Rewriting(fieldSpan, near)) : guess;
        }

        var elsewhere = environment.Variables
            .Where(variable => variable.Value is RecordType { IsEntityRoot: true } other && !ReferenceEquals(other, record)
                && other.Members.ContainsKey(field))
            .Select(variable => $"{variable.Key}.{field}")
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        // `subject.tenant == resource.tenant` would become a comparison of one with itself
        if (elsewhere is null || text.Contains(elsewhere, StringComparison.Ordinal)) return null;
        return whole is SelectExpr { Optional: false } ? Advice.DidYouMean(whole.Span, elsewhere) : $"did you mean `{elsewhere}`?";
    }

    /// <summary>What an object has; null when it has nothing.</summary>
    public static string? Members(RecordType record, string owner) =>
        record.Members.IsEmpty ? null : $"`{owner}` has {OneOf(record.Members.Keys.Order(StringComparer.Ordinal), "and")}";

    /// <summary>Words in backticks, joined by commas and a last conjunction, cut when there are many.</summary>
    public static string OneOf(IEnumerable<string> words, string conjunction = "or")
    {
        var all = words.Select(word => $"`{word}`").ToImmutableArray();
        if (all.Length > Shown) return $"{string.Join(", ", all.Take(Shown))} {conjunction} {all.Length - Shown} more";
        return all.Length == 1 ? all[0] : $"{string.Join(", ", all.Take(all.Length - 1))} {conjunction} {all[^1]}";
    }
}
