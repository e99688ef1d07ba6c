using Pdp.Contracts.V1;
using Pdp.Engine.Requests;
using Pdp.Wire.Values;
using WireAction = Pdp.Contracts.V1.Action;

namespace Pdp.Wire.Requests;

/// <summary>Writes the engine's requests as messages: the inverse of <see cref="RequestReader"/>.</summary>
public static class RequestWriter
{
    /// <summary>The message for a request.</summary>
    public static CheckRequest ToMessage(Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new CheckRequest
        {
            Subject = new Subject
            {
                Type = request.Subject.Type, Id = request.Subject.Id, Properties = ValueWriter.ToStruct(request.Subject.Properties),
            },
            Action = new WireAction { Name = request.Action.Name, Properties = ValueWriter.ToStruct(request.Action.Properties) },
            Resource = new Resource
            {
                Type = request.Resource.Type, Id = request.Resource.Id, Properties = ValueWriter.ToStruct(request.Resource.Properties),
            },
            Context = ValueWriter.ToStruct(request.Context),
        };
    }
}
