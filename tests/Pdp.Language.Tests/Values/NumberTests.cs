using System.Numerics;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Values;

public sealed class NumberTests
{
    [Fact]
    public void Equality_and_order_are_exact_for_every_pair_of_numbers()
    {
        foreach (var left in NumberReference.All)
        {
            foreach (var right in NumberReference.All)
            {
                var expected = NumberReference.Compare(left, right);
                var what = $"{CelText.ToLiteral(left)} and {CelText.ToLiteral(right)}";
                Assert.True(ValueEquality.AreEqual(left, right) == (expected == 0), what);
                Assert.True(ValueOrder.TryCompare(left, right, out var order), what);
                Assert.True(order == (expected ?? ValueOrder.Unordered), what);
                if (expected == 0) Assert.True(ValueEquality.Hash(left) == ValueEquality.Hash(right), what);
            }
        }
    }

    [Fact]
    public void Rounding_order_compares_as_doubles_do()
    {
        foreach (var left in NumberReference.All)
        {
            foreach (var right in NumberReference.All)
            {
                if (left.IsDouble == right.IsDouble) continue;
                var (a, b) = (Rounded(left), Rounded(right));
                var expected = double.IsNaN(a) || double.IsNaN(b) ? ValueOrder.Unordered : a.CompareTo(b);
                Assert.True(ValueOrder.TryCompare(left, right, out var order, rounding: true));
                Assert.Equal(expected, order);
            }
        }

        static double Rounded(Value value) =>
            value.IsInt ? value.AsInt : value.IsUint ? value.AsUint : value.AsDouble;
    }

    [Fact]
    public void Int_arithmetic_is_that_of_integers_or_an_error()
    {
        foreach (var a in NumberReference.Ints)
        {
            foreach (var b in NumberReference.Ints)
            {
                var (left, right) = (Value.From(a), Value.From(b));
                AssertInt((BigInteger)a + b, Arithmetic.Add(left, right));
                AssertInt((BigInteger)a - b, Arithmetic.Subtract(left, right));
                AssertInt((BigInteger)a * b, Arithmetic.Multiply(left, right));
                AssertInt(b == 0 ? null : BigInteger.Divide(a, b), Arithmetic.Divide(left, right));
                // MIN % -1 is an error although its value would fit: the quotient does not.
                var remainder = b == 0 || (a == long.MinValue && b == -1) ? (BigInteger?)null : BigInteger.Remainder(a, b);
                AssertInt(remainder, Arithmetic.Modulo(left, right));
            }

            AssertInt(-(BigInteger)a, Arithmetic.Negate(Value.From(a)));
        }

        static void AssertInt(BigInteger? expected, Value actual)
        {
            if (expected is { } number && number >= long.MinValue && number <= long.MaxValue)
                Assert.True(actual.IsInt && actual.AsInt == number, $"expected {number}");
            else Assert.True(actual.IsError, $"expected an error for {expected}");
        }
    }

    [Fact]
    public void Uint_arithmetic_is_that_of_natural_numbers_or_an_error()
    {
        foreach (var a in NumberReference.Uints)
        {
            foreach (var b in NumberReference.Uints)
            {
                var (left, right) = (Value.FromUint(a), Value.FromUint(b));
                AssertUint((BigInteger)a + b, Arithmetic.Add(left, right));
                AssertUint((BigInteger)a - b, Arithmetic.Subtract(left, right));
                AssertUint((BigInteger)a * b, Arithmetic.Multiply(left, right));
                AssertUint(b == 0 ? null : BigInteger.Divide(a, b), Arithmetic.Divide(left, right));
                AssertUint(b == 0 ? null : BigInteger.Remainder(a, b), Arithmetic.Modulo(left, right));
            }
        }

        static void AssertUint(BigInteger? expected, Value actual)
        {
            if (expected is { } number && number >= 0 && number <= ulong.MaxValue)
                Assert.True(actual.IsUint && actual.AsUint == number, $"expected {number}");
            else Assert.True(actual.IsError, $"expected an error for {expected}");
        }
    }

    [Fact]
    public void Double_arithmetic_is_that_of_ieee_and_knows_no_remainder()
    {
        foreach (var a in NumberReference.Doubles)
        {
            foreach (var b in NumberReference.Doubles)
            {
                var (left, right) = (Value.From(a), Value.From(b));
                Assert.Equal(a + b, Arithmetic.Add(left, right).AsDouble);
                Assert.Equal(a - b, Arithmetic.Subtract(left, right).AsDouble);
                Assert.Equal(a * b, Arithmetic.Multiply(left, right).AsDouble);
                Assert.Equal(a / b, Arithmetic.Divide(left, right).AsDouble);
                Assert.True(Arithmetic.Modulo(left, right).IsError);
            }
        }
    }

    [Fact]
    public void Types_are_never_mixed()
    {
        Value[] samples = [Value.From(1), Value.FromUint(1), Value.From(1.0), Value.From("1"), Value.True, Value.Null];
        foreach (var left in samples)
        {
            foreach (var right in samples)
            {
                if (left.Kind == right.Kind) continue;
                Assert.True(Arithmetic.Add(left, right).IsError);
                Assert.True(Arithmetic.Subtract(left, right).IsError);
                Assert.True(Arithmetic.Multiply(left, right).IsError);
                Assert.True(Arithmetic.Divide(left, right).IsError);
                Assert.True(Arithmetic.Modulo(left, right).IsError);
            }
        }

        Assert.Equal("no such overload: `int + string`", Arithmetic.Add(Value.From(1), Value.From("1")).AsError!.Message);
    }

    [Fact]
    public void Errors_of_arithmetic_name_the_operation()
    {
        Assert.Equal(
            "`9223372036854775807 + 1` is out of the range of int",
            Arithmetic.Add(Value.From(long.MaxValue), Value.From(1)).AsError!.Message);
        Assert.Equal("division by zero: `5 / 0`", Arithmetic.Divide(Value.From(5), Value.From(0)).AsError!.Message);
    }
}
