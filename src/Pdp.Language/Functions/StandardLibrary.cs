namespace Pdp.Language.Functions;

/// <summary>The functions that policies have.</summary>
public static class StandardLibrary
{
    /// <summary>Operators, standard functions and all extension libraries.</summary>
    public static FunctionRegistry Policies => throw new NotImplementedException();

    /// <summary>Operators and standard functions alone: cel-go's default environment, in which the golden data were made.</summary>
    public static FunctionRegistry Core => throw new NotImplementedException();
}
