using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;

namespace Pdp.Engine.Compilation.Reuse;

/// <summary>
/// What a version of a policy was compiled to, and all that this depended on besides the schemas and limits: where that is the
/// same, the next compilation takes it as it is. There may be as many as there are policies.
/// </summary>
internal sealed class KeptDocument
{
    /// <summary>The source: the same object, as sources are immutable.</summary>
    public required PolicySource Source { get; init; }

    /// <summary>What part it plays.</summary>
    public required PolicyRole Role { get; init; }

    /// <summary>The compilation that made it, see <see cref="Numbering.Generation"/>.</summary>
    public required int Generation { get; init; }

    /// <summary>The code; null of what is not evaluated.</summary>
    public required PolicyCode? Code { get; init; }

    /// <summary>It at its place, when it is evaluated by itself.</summary>
    public required PolicyNode? Node { get; init; }

    /// <summary>Its references in document order; null: none.</summary>
    public required KeptReference[]? References { get; init; }

    /// <summary>The definitions that its expressions read; null: none.</summary>
    public required KeptDefinition[]? Definitions { get; init; }

    /// <summary>The requests for which it may be evaluated; null: all.</summary>
    public required EnvironmentSet? Environments { get; init; }

    /// <summary>What was found; null: nothing.</summary>
    public required Note[]? Notes { get; init; }

    /// <summary>See <see cref="DocumentUnit.Reads"/>.</summary>
    public required AttributeSet Reads { get; init; }

    /// <summary>The guard of the whole policy.</summary>
    public required PackedGuard Guard { get; init; }
}

/// <summary>A reference of a version of a policy.</summary>
/// <param name="Source">The reference.</param>
/// <param name="Target">What it leads to.</param>
/// <param name="Inside">The requests for which that is needed.</param>
internal sealed record KeptReference(ReferenceSource Source, KeptDocument Target, EnvironmentSet Inside);

/// <summary>What a definition was compiled to, and what that depended on besides the schemas and limits.</summary>
/// <param name="Source">The source: the same object.</param>
/// <param name="Reads">The definitions that it reads.</param>
/// <param name="Compiled">The expression; null of a constant.</param>
/// <param name="Index">The position in a frame's variables.</param>
/// <param name="Generation">The compilation that made it.</param>
internal sealed record KeptDefinition(DefinitionSource Source, KeptDefinition[] Reads, Expression? Compiled, int Index, int Generation);
