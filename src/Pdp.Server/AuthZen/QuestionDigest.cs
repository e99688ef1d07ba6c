using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Server.AuthZen;

/// <summary>Tells whether two searches ask the same, however their JSON is written.</summary>
internal static class QuestionDigest
{
    /// <summary>The SHA-256 of a question; what a search ignores must be the same in it each time.</summary>
    public static byte[] Of(SearchedKind kind, Request question)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Number(hash, (long)kind);
        Add(hash, question.Subject.Type);
        Add(hash, question.Subject.Id);
        Add(hash, Value.From(question.Subject.Properties));
        Add(hash, question.Action.Name);
        Add(hash, Value.From(question.Action.Properties));
        Add(hash, question.Resource.Type);
        Add(hash, question.Resource.Id);
        Add(hash, Value.From(question.Resource.Properties));
        Add(hash, Value.From(question.Context));
        return hash.GetHashAndReset();
    }

    // each value begins with its kind, and each that has a length with that: no two questions have the same octets
    private static void Add(IncrementalHash hash, in Value value)
    {
        hash.AppendData([(byte)value.Kind]);
        switch (value.Kind)
        {
            case ValueKind.Bool:
                Number(hash, value.AsBool ? 1 : 0);
                break;
            case ValueKind.Int:
                Number(hash, value.AsInt);
                break;
            case ValueKind.Double:
                Number(hash, BitConverter.DoubleToInt64Bits(value.AsDouble));
                break;
            case ValueKind.String:
                Add(hash, value.AsString!);
                break;
            case ValueKind.List:
                Number(hash, value.AsList!.Items.Length);
                foreach (ref readonly var item in value.AsList.Items) Add(hash, item);
                break;
            case ValueKind.Map:
                var entries = ((StringMap)value.AsMap!).Entries.ToArray();
                Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
                Number(hash, entries.Length);
                foreach (var (name, member) in entries)
                {
                    Add(hash, name);
                    Add(hash, member);
                }

                break;
        }
    }

    private static void Add(IncrementalHash hash, string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        Number(hash, octets.Length);
        hash.AppendData(octets);
    }

    private static void Number(IncrementalHash hash, long number)
    {
        Span<byte> octets = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(octets, number);
        hash.AppendData(octets);
    }
}
