namespace Pdp.Language.Functions;

/// <summary>The signatures of the operators and of <c>_[_]</c>, <c>in</c>, <c>_?_:_</c> and so on; nodes evaluate them.</summary>
internal static class OperatorLibrary
{
    /// <summary>cel-go's operator overloads with their ids; <see cref="Overload.Code"/> is null.</summary>
    public static FunctionLibrary Library => throw new NotImplementedException();
}
