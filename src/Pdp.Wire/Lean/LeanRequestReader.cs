using Pdp.Engine.Requests;

namespace Pdp.Wire.Lean;

/// <summary>
/// Reads requests from their bytes straight into the slots of the attributes that the policies read, and checks the rest
/// without making anything of it.
/// <para>It takes the bytes as libraries write them, with nothing wrong in them. For all others (fields that come twice and
/// merge, unknown fields, lengths in more bytes than they need, whatever <see cref="Requests.RequestReader"/> refuses) it says no, and
/// the caller takes the long way: the library's parser and <see cref="Requests.RequestReader"/>. So what it accepts must be
/// read as that way reads it, and what it does not accept costs time and nothing else.</para>
/// </summary>
/// <param name="limits">Bounds on what the request may hold.</param>
public sealed class LeanRequestReader(WireLimits limits)
{
    private readonly LeanValueReader _values = new(limits);

    /// <summary>The id of the subject of a <c>pdp.v1.CheckRequest</c>, in UTF-8; empty where the request is not for this way.</summary>
    public static ReadOnlySpan<byte> SubjectId(ReadOnlySpan<byte> message)
    {
        for (var fields = new WireCursor(message); !fields.IsEmpty && fields.TryTake(out var tag, out var content);)
        {
            if (tag == WireTags.Field1) return EntityId(content);
        }

        return default;
    }

    /// <summary>Reads a <c>pdp.v1.CheckRequest</c>.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="request">Gets it.</param>
    /// <returns>Whether it was read; if not, it may still be a request.</returns>
    public bool TryRead(ReadOnlySpan<byte> message, StatedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ReadOnlySpan<byte> subject = default, action = default, resource = default, context = default;
        var seen = 0;
        for (var fields = new WireCursor(message); !fields.IsEmpty;)
        {
            if (!fields.TryTake(out var tag, out var content) || !IsFirst(tag, ref seen)) return false;
            switch (tag)
            {
                case WireTags.Field1: subject = content; break;
                case WireTags.Field2: action = content; break;
                case WireTags.Field3: resource = content; break;
                case WireTags.Field4: context = content; break;
                default: return false;
            }
        }

        return TryEntity(subject, RequestPart.Subject, request) && TryAction(action, request)
            && TryEntity(resource, RequestPart.Resource, request) && TryContext(context, request) && request.Finish();
    }

    /// <summary>Reads what the items of a batch have in common.</summary>
    public bool TryReadShared(in LeanBatch batch, StatedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return TryEntity(batch.Subject, RequestPart.Subject, request) && TryContext(batch.Context, request);
    }

    /// <summary>Reads a <c>pdp.v1.CheckBatchItem</c>, after what it shares with the others.</summary>
    public bool TryReadItem(ReadOnlySpan<byte> item, StatedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ReadOnlySpan<byte> action = default, resource = default;
        var seen = 0;
        for (var fields = new WireCursor(item); !fields.IsEmpty;)
        {
            if (!fields.TryTake(out var tag, out var content) || !IsFirst(tag, ref seen)) return false;
            if (tag == WireTags.Field2) action = content;
            else if (tag == WireTags.Field3) resource = content;
            else return false;
        }

        return TryAction(action, request) && TryEntity(resource, RequestPart.Resource, request) && request.Finish();
    }

    internal static ReadOnlySpan<byte> EntityId(ReadOnlySpan<byte> entity)
    {
        for (var fields = new WireCursor(entity); !fields.IsEmpty && fields.TryTake(out var tag, out var content);)
        {
            if (tag == WireTags.Field2) return content;
        }

        return default;
    }

    // a message that comes twice is merged, a text that comes twice is the last one: neither is what libraries write
    internal static bool IsFirst(byte tag, ref int seen)
    {
        var bit = 1 << (tag >> 3);
        if ((seen & bit) != 0) return false;
        seen |= bit;
        return true;
    }

    private bool TryEntity(ReadOnlySpan<byte> message, RequestPart part, StatedRequest request)
    {
        ReadOnlySpan<byte> type = default, id = default, properties = default;
        var seen = 0;
        for (var fields = new WireCursor(message); !fields.IsEmpty;)
        {
            if (!fields.TryTake(out var tag, out var content) || !IsFirst(tag, ref seen)) return false;
            switch (tag)
            {
                case WireTags.Field1: type = content; break;
                case WireTags.Field2: id = content; break;
                case WireTags.Field3: properties = content; break;
                default: return false;
            }
        }

        if (type.IsEmpty || id.IsEmpty || !_values.TryText(type, out var kind) || !request.Begin(part, kind)) return false;
        var isSubject = part == RequestPart.Subject;
        if (!request.ReadsId) return _values.IsText(id) && TryProperties(properties, request, isSubject) && request.End(null);
        return _values.TryText(id, out var name) && TryProperties(properties, request, isSubject) && request.End(name);
    }

    private bool TryAction(ReadOnlySpan<byte> message, StatedRequest request)
    {
        ReadOnlySpan<byte> name = default, properties = default;
        var seen = 0;
        for (var fields = new WireCursor(message); !fields.IsEmpty;)
        {
            if (!fields.TryTake(out var tag, out var content) || !IsFirst(tag, ref seen)) return false;
            if (tag == WireTags.Field1) name = content;
            else if (tag == WireTags.Field2) properties = content;
            else return false;
        }

        return !name.IsEmpty && _values.TryText(name, out var text) && request.Begin(RequestPart.Action, text)
            && TryProperties(properties, request) && request.End(null);
    }

    private bool TryContext(ReadOnlySpan<byte> message, StatedRequest request) =>
        request.Begin(RequestPart.Context, null) && TryProperties(message, request) && request.End(null);

    private bool TryProperties(ReadOnlySpan<byte> message, StatedRequest request, bool isSubject = false)
    {
        const int Depth = 1;
        var count = 0;
        for (var members = new WireCursor(message); !members.IsEmpty;)
        {
            if (!_values.MayHold(++count, Depth)) return false;
            if (!members.TryTakeShortEntry(out var name, out var content))
            {
                if (!members.TryTake(WireTags.Field1, out var entry) || !_values.TryEntry(entry, out name, out content)) return false;
            }
            else if (!_values.MayBeText(name.Length))
            {
                return false;
            }

            // nobody may state it, and the other way says so
            if (isSubject && name.SequenceEqual(Requests.SubjectToken.PropertyBytes)) return false;
            var place = request.Find(name);
            if (place == StatedRequest.Ignored)
            {
                if (!_values.IsText(name) || !_values.IsValue(content, Depth)) return false;
            }
            else if (place < 0 || !_values.TryValue(content, Depth, out var value) || !request.Put(place, value))
            {
                return false;
            }
        }

        return true;
    }
}
