using Pdp.Language.Functions.Extensions;
using Pdp.Language.Functions.Standard;

namespace Pdp.Language.Functions;

/// <summary>The functions that policies have.</summary>
public static class StandardLibrary
{
    private static readonly Lazy<FunctionRegistry> _core = new(() => new FunctionRegistry(
        [OperatorLibrary.Library, StandardFunctions.Library, TimeFunctions.Library]));

    private static readonly Lazy<FunctionRegistry> _policies = new(() => new FunctionRegistry(
    [
        OperatorLibrary.Library, StandardFunctions.Library, TimeFunctions.Library, StringFunctions.Library,
        MathFunctions.Library, ListFunctions.Library, SetFunctions.Library, EncoderFunctions.Library,
        RegexFunctions.Library, OptionalFunctions.Library, NetworkFunctions.Library, PolicyFunctions.Library,
    ]));

    /// <summary>Operators, standard functions and all extension libraries.</summary>
    public static FunctionRegistry Policies => _policies.Value;

    /// <summary>Operators and standard functions alone: cel-go's default environment, in which the golden data were made.</summary>
    public static FunctionRegistry Core => _core.Value;
}
