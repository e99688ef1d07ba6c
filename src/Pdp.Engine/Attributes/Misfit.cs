using System.Globalization;
using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>Why a value does not fit its schema, and at which place within it.</summary>
/// <param name="Place">The place below the attribute, as <c>[2].zip</c>; empty for the attribute itself.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Code">The status code.</param>
internal readonly record struct Misfit(string Place, string Problem, EvalErrorCode Code)
{
    public static Misfit Of(string problem, EvalErrorCode code = EvalErrorCode.ProcessingError) => new("", problem, code);

    public static Misfit Kind(string expected, in Value value) => Of($"expected {expected}, got {KindName(value)}");

    public Misfit At(int index) => this with { Place = string.Create(CultureInfo.InvariantCulture, $"[{index}]{Place}") };

    public Misfit At(string member) => this with { Place = $".{member}{Place}" };

    /// <summary>The error that reading the attribute is.</summary>
    public EvalError ToError(string attribute) => new(Code, ToString(attribute), attribute);

    public string ToString(string attribute) => $"attribute `{attribute}{Place}` is invalid: {Problem}";

    private static string KindName(in Value value) => value.Kind switch
    {
        ValueKind.Map => "object",
        ValueKind.List => "list",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
