using System.Collections.Immutable;
using T = Pdp.Language.Types.CelType;

namespace Pdp.Language.Functions.Extensions;

/// <summary>cel-go's <c>math</c> library. More than two arguments of greatest and least are folded by the callers.</summary>
internal static class MathFunctions
{
    private static readonly ImmutableArray<(T Type, string Name)> _numbers =
        [(T.Double, "double"), (T.Int, "int"), (T.Uint, "uint")];

    public static FunctionLibrary Library { get; } = Bits(Rounding(Extremes(new LibraryBuilder("math")))).Build();

    private static LibraryBuilder Extremes(LibraryBuilder library)
    {
        Add("math.least", "math_@min", "the least of numbers, or of a list's", MathCode.Least, MathCode.LeastOf);
        Add("math.greatest", "math_@max", "the greatest of numbers, or of a list's", MathCode.Greatest, MathCode.GreatestOf);
        return library;

        void Add(string function, string id, string description, Implementation ofPair, Implementation ofList)
        {
            library.Function(function, description);
            foreach (var (type, name) in _numbers)
                library.Global($"{id}_{name}", type, (_, arguments) => arguments[0], type);
            foreach (var (type, name) in _numbers)
                library.Global($"{id}_{name}_{name}", type, ofPair, type, type);
            foreach (var (type, name) in _numbers)
            {
                foreach (var (other, otherName) in _numbers)
                    if (name != otherName) library.Global($"{id}_{name}_{otherName}", T.Dyn, ofPair, type, other);
            }

            foreach (var (type, name) in _numbers)
                library.Global($"{id}_list_{name}", type, ofList, T.ListOf(type));
        }
    }

    private static LibraryBuilder Rounding(LibraryBuilder library) => library
        .Function("math.ceil", "the next whole number upwards")
        .Global("math_ceil_double", T.Double, MathCode.Ceil, T.Double)
        .Function("math.floor", "the next whole number downwards")
        .Global("math_floor_double", T.Double, MathCode.Floor, T.Double)
        .Function("math.round", "the nearest whole number, halves away from zero")
        .Global("math_round_double", T.Double, MathCode.Round, T.Double)
        .Function("math.trunc", "without the fraction")
        .Global("math_trunc_double", T.Double, MathCode.Trunc, T.Double)
        .Function("math.isInf", "whether a double is infinite")
        .Global("math_isInf_double", T.Bool, MathCode.IsInf, T.Double)
        .Function("math.isNaN", "whether a double is not a number")
        .Global("math_isNaN_double", T.Bool, MathCode.IsNaN, T.Double)
        .Function("math.isFinite", "whether a double is a number and finite")
        .Global("math_isFinite_double", T.Bool, MathCode.IsFinite, T.Double)
        .Function("math.abs", "the magnitude")
        .Global("math_abs_double", T.Double, MathCode.Abs, T.Double)
        .Global("math_abs_int", T.Int, MathCode.Abs, T.Int)
        .Global("math_abs_uint", T.Uint, MathCode.Abs, T.Uint)
        .Function("math.sign", "-1, 0 or 1")
        .Global("math_sign_double", T.Double, MathCode.Sign, T.Double)
        .Global("math_sign_int", T.Int, MathCode.Sign, T.Int)
        .Global("math_sign_uint", T.Uint, MathCode.Sign, T.Uint)
        .Function("math.sqrt", "the square root, NaN of a negative number")
        .Global("math_sqrt_double", T.Double, MathCode.Sqrt, T.Double)
        .Global("math_sqrt_int", T.Double, MathCode.Sqrt, T.Int)
        .Global("math_sqrt_uint", T.Double, MathCode.Sqrt, T.Uint);

    private static LibraryBuilder Bits(LibraryBuilder library) => library
        .Function("math.bitAnd", "the bits that both have")
        .Global("math_bitAnd_int_int", T.Int, MathCode.BitAnd, T.Int, T.Int)
        .Global("math_bitAnd_uint_uint", T.Uint, MathCode.BitAnd, T.Uint, T.Uint)
        .Function("math.bitOr", "the bits that one has")
        .Global("math_bitOr_int_int", T.Int, MathCode.BitOr, T.Int, T.Int)
        .Global("math_bitOr_uint_uint", T.Uint, MathCode.BitOr, T.Uint, T.Uint)
        .Function("math.bitXor", "the bits that exactly one has")
        .Global("math_bitXor_int_int", T.Int, MathCode.BitXor, T.Int, T.Int)
        .Global("math_bitXor_uint_uint", T.Uint, MathCode.BitXor, T.Uint, T.Uint)
        .Function("math.bitNot", "every bit turned")
        .Global("math_bitNot_int_int", T.Int, MathCode.BitNot, T.Int)
        .Global("math_bitNot_uint_uint", T.Uint, MathCode.BitNot, T.Uint)
        .Function("math.bitShiftLeft", "the bits moved to the left, zeros behind")
        .Global("math_bitShiftLeft_int_int", T.Int, MathCode.ShiftLeft, T.Int, T.Int)
        .Global("math_bitShiftLeft_uint_int", T.Uint, MathCode.ShiftLeft, T.Uint, T.Int)
        .Function("math.bitShiftRight", "the bits moved to the right, zeros before, of negative numbers too")
        .Global("math_bitShiftRight_int_int", T.Int, MathCode.ShiftRight, T.Int, T.Int)
        .Global("math_bitShiftRight_uint_int", T.Uint, MathCode.ShiftRight, T.Uint, T.Int);
}
