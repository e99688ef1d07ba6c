using System.Collections.Immutable;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>An expression and what its names stand for.</summary>
/// <param name="Text">The expression.</param>
/// <param name="Bindings">The values of its free names; null to ask only whether the text parses.</param>
internal sealed record Question(string Text, ImmutableSortedDictionary<string, Value>? Bindings)
{
    public static ImmutableSortedDictionary<string, Value> NoBindings { get; } =
        ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal);

    public override string ToString()
    {
        if (Bindings is null or { IsEmpty: true }) return $"`{Text}`";
        return $"`{Text}` with {string.Join(", ", Bindings.Select(pair => $"{pair.Key} = {CelText.ToLiteral(pair.Value)}"))}";
    }
}
