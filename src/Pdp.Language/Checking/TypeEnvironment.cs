using System.Collections.Immutable;
using Pdp.Language.Functions;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <summary>What names mean to the checker.</summary>
public sealed record TypeEnvironment
{
    /// <summary>The container in whose scope names are resolved (<c>a.b</c>: first <c>a.b.x</c>, then <c>a.x</c>, then <c>x</c>).</summary>
    public string Container { get; init; } = "";

    /// <summary>The free names, some of them qualified, with their types.</summary>
    public ImmutableDictionary<string, CelType> Variables { get; init; } =
        ImmutableDictionary.Create<string, CelType>(StringComparer.Ordinal);

    /// <summary>The functions.</summary>
    public required FunctionRegistry Functions { get; init; }

    /// <summary>The messages; null for policies, where a literal of a message is an error.</summary>
    public IMessageTypes? Messages { get; init; }

    /// <summary>
    /// Whether an integer literal beside a double becomes a double when it is exactly representable, so that
    /// <c>resource.amount > 1000</c> works. On for policies, off for conformance.
    /// </summary>
    public bool LiteralAdaptation { get; init; } = true;

    /// <summary>Whether int, uint and double may be ordered among each other. On for policies.</summary>
    public bool CrossTypeOrder { get; init; } = true;

    /// <summary>
    /// Whether a call such as <c>duration('7d')</c> or <c>'%d'.format(['a'])</c>, which the function will always reject
    /// for its constant arguments, is found here. On for policies, off for conformance, which wants the error when it
    /// evaluates.
    /// </summary>
    public bool TriesConstants { get; init; } = true;

    /// <summary>
    /// Whether <c>cel.index(n)</c> in a <c>cel.block</c> has the type of the expression it stands for. On for policies,
    /// off for conformance, whose trees have <c>dyn</c> there.
    /// </summary>
    public bool TypesBlocks { get; init; } = true;
}
