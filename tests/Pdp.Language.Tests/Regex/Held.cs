using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pdp.Language.Tests.Regex;

/// <summary>About how many bytes an object holds by itself and through others: every field is followed, statics are not.</summary>
internal static class Held
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static long Bytes(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<object>([root]);
        var bytes = 0L;
        while (pending.TryPop(out var next))
        {
            // types, delegates and what the runtime shares are nobody's
            if (next is Type or Delegate or MemberInfo or string or IEqualityComparer || !seen.Add(next)) continue;
            bytes += 16;
            if (next is Array array)
            {
                bytes += 8 + array.LongLength * SizeOf(next.GetType().GetElementType()!);
                if (!IsFlat(next.GetType().GetElementType()!))
                    foreach (var item in array) Follow(item, next.GetType().GetElementType()!, pending);
                continue;
            }

            for (var type = next.GetType(); type is not null; type = type.BaseType)
            {
                foreach (var field in type.GetFields(Fields))
                {
                    bytes += SizeOf(field.FieldType);
                    if (!IsFlat(field.FieldType)) Follow(field.GetValue(next), field.FieldType, pending);
                }
            }
        }

        return bytes;
    }

    private static void Follow(object? value, Type type, Stack<object> pending)
    {
        if (value is null) return;
        if (!type.IsValueType)
        {
            pending.Push(value);
            return;
        }

        foreach (var field in type.GetFields(Fields))
            if (!IsFlat(field.FieldType)) Follow(field.GetValue(value), field.FieldType, pending);
    }

    private static bool IsFlat(Type type) =>
        type.IsPrimitive || type.IsEnum || type.IsPointer || (type.IsValueType && type.GetFields(Fields).All(field => IsFlat(field.FieldType)));

    private static int SizeOf(Type type) => !type.IsValueType
        ? IntPtr.Size
        : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
}
