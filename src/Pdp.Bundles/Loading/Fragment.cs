using System.Collections.Frozen;
using Pdp.Bundles.Documents;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Loading;

/// <summary>
/// What can be said of documents when some could not be read whole: everything that the missing parts could not make right.
/// So an author sees the errors of all files at once, and none that is only the shadow of another.
/// </summary>
internal static class Fragment
{
    // true of what stands there, whatever is missing
    private static readonly FrozenSet<string> Always = new[]
    {
        DiagnosticCodes.Syntax, DiagnosticCodes.TooComplex, DiagnosticCodes.MacroArgument, DiagnosticCodes.Literal,
        DiagnosticCodes.UnknownFunction, DiagnosticCodes.NoOverload, DiagnosticCodes.TypeMismatch, DiagnosticCodes.NotAnEnumValue,
        DiagnosticCodes.Unsupported, DiagnosticCodes.InvalidConstant,
        EngineDiagnosticCodes.CircularReference, EngineDiagnosticCodes.DuplicatePolicy, EngineDiagnosticCodes.DuplicateItem,
        EngineDiagnosticCodes.ShadowInForce, EngineDiagnosticCodes.RuleNotAllowed, EngineDiagnosticCodes.CircularVariable,
        EngineDiagnosticCodes.DuplicateDefinition, EngineDiagnosticCodes.DuplicateVariable, EngineDiagnosticCodes.DuplicateProperty,
        EngineDiagnosticCodes.InvalidLimit, EngineDiagnosticCodes.DuplicateSchema, EngineDiagnosticCodes.InvalidPattern,
        EngineDiagnosticCodes.InvalidDefault, EngineDiagnosticCodes.InvalidEntity, EngineDiagnosticCodes.DuplicateEntity,
    }.ToFrozenSet(StringComparer.Ordinal);

    // could be right with the policies, definitions and schemas that are missing
    private static readonly FrozenSet<string> WhenNamesAreWhole = new[]
    {
        DiagnosticCodes.UnknownName, DiagnosticCodes.UnknownAttribute,
        EngineDiagnosticCodes.UnknownPolicy, EngineDiagnosticCodes.UnknownVersion, EngineDiagnosticCodes.UnknownPin,
        EngineDiagnosticCodes.UnknownVariable, EngineDiagnosticCodes.UnknownAction, EngineDiagnosticCodes.UnknownType,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is compiled for its errors alone.</summary>
    public static PolicySetSource Of(PolicySetSource source, IReadOnlyList<ReadDocument> documents)
    {
        if (LacksSome(documents, DocumentKinds.Bundle)) source = source with { Limits = new EngineLimits(), Pins = source.Pins.Clear() };
        return LacksSome(documents, DocumentKinds.Schema) ? source with { Schema = new SchemaSource(), Entities = [] } : source;
    }

    /// <summary>The errors that are none of the missing parts' doing.</summary>
    public static IEnumerable<SourceDiagnostic> Sound(IEnumerable<SourceDiagnostic> diagnostics, IReadOnlyList<ReadDocument> documents)
    {
        var namesAreWhole = !LacksSome(documents, DocumentKinds.Policy, DocumentKinds.Definitions, DocumentKinds.Schema);
        return diagnostics.Where(diagnostic =>
            diagnostic.Severity == Severity.Error
            && (Always.Contains(diagnostic.Code) || (namesAreWhole && WhenNamesAreWhole.Contains(diagnostic.Code))));
    }

    private static bool LacksSome(IReadOnlyList<ReadDocument> documents, params string[] kinds) =>
        documents.Any(read => read.Text.Findings.Count > 0 && (read.Kind is null || kinds.Contains(read.Kind, StringComparer.Ordinal)));
}
