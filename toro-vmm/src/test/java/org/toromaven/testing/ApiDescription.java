// SPDX-License-Identifier: Apache-2.0
package org.toromaven.testing;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The requests that an HTTP API takes, from a description in the test's resources. */
public final class ApiDescription {

  private final List<JsonObject> requests;

  private ApiDescription(List<JsonObject> requests) {
    this.requests = requests;
  }

  /** Firecracker's, as far as it starts guests. */
  public static ApiDescription firecracker() throws IOException {
    try (InputStream input =
        ApiDescription.class.getResourceAsStream("/org/toromaven/vmm/firecracker-api.json")) {
      JsonArray requests = JsonParser.object().from(input).getArray("requests");
      return new ApiDescription(requests.stream().map(JsonObject.class::cast).toList());
    } catch (JsonParserException e) {
      throw new IOException(e);
    }
  }

  /** Answers a request as the API would: the good status, or 400 with the reason. */
  public String answer(String head, String body) {
    String fault = fault(head, body);
    return fault.isEmpty()
        ? request(head).orElseThrow().getInt("status") + " No Content\n"
        : "400 Bad Request\n{\"fault_message\":\"" + fault + "\"}";
  }

  /** What is wrong with a request; empty when nothing is. */
  public String fault(String head, String body) {
    Optional<JsonObject> request = request(head);
    if (request.isEmpty()) {
      return "no such request: " + head;
    }
    try {
      JsonObject object = JsonParser.object().from(body);
      String fault = FieldTypes.fault(head, object, request.get().getObject("fields"));
      String id = head.substring(head.lastIndexOf('/') + 1);
      boolean named = request.get().getString("path").endsWith("{drive_id}");
      return fault.isEmpty() && named && !id.equals(object.getString("drive_id"))
          ? head + ": the path names another drive than the body"
          : fault;
    } catch (JsonParserException e) {
      return head + ": " + e.getMessage();
    }
  }

  /** What is wrong with a configuration file, which holds the bodies by name. */
  public String faultOfFile(JsonObject file) {
    for (String name : file.keySet()) {
      boolean many = file.get(name) instanceof JsonArray;
      String wanted = many ? name + "[]" : name;
      Optional<JsonObject> request =
          requests.stream().filter(each -> wanted.equals(each.getString("file"))).findFirst();
      if (request.isEmpty()) {
        return "no such object: " + wanted;
      }
      List<?> objects = many ? file.getArray(name) : List.of(file.getObject(name));
      for (Object object : objects) {
        JsonObject fields = request.get().getObject("fields");
        String fault = FieldTypes.fault(name, (JsonObject) object, fields);
        if (!fault.isEmpty()) {
          return fault;
        }
      }
    }
    return "";
  }

  private Optional<JsonObject> request(String head) {
    return requests.stream()
        .filter(
            request ->
                head.matches(
                    request.getString("method")
                        + " "
                        + request.getString("path").replaceAll("\\{\\w+}", "[A-Za-z0-9_]+")))
        .findFirst();
  }
}
