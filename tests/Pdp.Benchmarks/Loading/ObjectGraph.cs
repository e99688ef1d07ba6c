using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pdp.Benchmarks.Loading;

/// <summary>What is reachable from an object, by type: bytes and numbers of objects. Each object counts once.</summary>
internal sealed class ObjectGraph
{
    private const int Shown = 60;
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _pending = new();
    private readonly Dictionary<Type, (long Bytes, long Count)> _byType = [];
    private readonly Dictionary<Type, Layout> _layouts = [];

    /// <summary>Prints the types that take most, per rule.</summary>
    public static void Tell(object root, int rules)
    {
        var graph = new ObjectGraph();
        graph.Walk(root);
        var total = graph._byType.Values.Sum(entry => entry.Bytes);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  reachable     {(double)total / rules,8:0} B a rule, by type:"));
        foreach (var (type, (bytes, count)) in graph._byType.OrderByDescending(entry => entry.Value.Bytes).Take(Shown))
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"    {(double)bytes / rules,8:0.0} B  {(double)count / rules,7:0.000} objects  {Name(type)}"));
        }
    }

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    private void Walk(object root)
    {
        Add(root);
        while (_pending.TryPop(out var next))
        {
            var type = next.GetType();
            var layout = LayoutOf(type);
            var bytes = Size(next, type);
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_byType, type, out _);
            entry = (entry.Bytes + bytes, entry.Count + 1);
            if (next is Array array) Elements(array, layout);
            else Fields(next, layout);
        }
    }

    private void Elements(Array array, Layout layout)
    {
        if (layout.IsPlain) return;
        foreach (var item in array)
        {
            if (item is null) continue;
            if (layout.ElementIsValue) Fields(item, LayoutOf(item.GetType()));
            else Add(item);
        }
    }

    private void Fields(object holder, Layout layout)
    {
        foreach (var field in layout.Fields)
        {
            if (field.GetValue(holder) is not { } value) continue;
            if (value.GetType().IsValueType && field.FieldType.IsValueType) Fields(value, LayoutOf(value.GetType()));
            else Add(value);
        }
    }

    // what belongs to the runtime is not the policies'
    private void Add(object value)
    {
        if (value is Type or Assembly or MemberInfo or Pointer or Module or Thread or Delegate) return;
        if (_seen.Add(value)) _pending.Push(value);
    }

    private Layout LayoutOf(Type type)
    {
        if (_layouts.TryGetValue(type, out var layout)) return layout;
        if (type.IsArray)
        {
            var element = type.GetElementType()!;
            return _layouts[type] = new Layout([], IsPlain(element), element.IsValueType);
        }

        var fields = new List<FieldInfo>();
        for (var part = type; part is not null; part = part.BaseType)
        {
            fields.AddRange(part.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(field => !IsPlain(field.FieldType)));
        }

        return _layouts[type] = new Layout([.. fields], false, false);
    }

    private static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum || type.IsPointer || type.IsByRefLike
        || (type.IsValueType && Array.TrueForAll(
            type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), field => IsPlain(field.FieldType)));

    // the runtime's method table begins with the size of an element and that of the whole, header included
    private static unsafe long Size(object value, Type type)
    {
        var table = (byte*)type.TypeHandle.Value;
        var element = *(ushort*)table;
        var size = *(uint*)(table + 4);
        long length = value switch
        {
            string text => text.Length,
            Array array => array.LongLength,
            _ => 0,
        };
        return value is string or Array ? Aligned(size + (element * length)) : Aligned(size);
    }

    private static long Aligned(long size) => (size + 7) & ~7L;

    private sealed record Layout(FieldInfo[] Fields, bool IsPlain, bool ElementIsValue);
}
