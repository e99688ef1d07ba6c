namespace Pdp.Language.Values;

/// <summary>CEL's equality for .NET's collections. NaN is equal to nothing, itself included.</summary>
internal sealed class ValueComparer : IEqualityComparer<Value>
{
    public static ValueComparer Instance { get; } = new();

    public bool Equals(Value x, Value y) => ValueEquality.AreEqual(x, y);

    public int GetHashCode(Value obj) => ValueEquality.Hash(obj);
}
