# The bill of materials: SPDX 2.3 as JSON (spdx.github.io/spdx-spec/v2.3), from the rows of LinkedIn.cmake.
# The same commit with the same libraries gives the same bytes: its time is the commit's, its UUID a digest.
set(libraries "")
set(links "")
foreach(component ${SEND_BOUNCE_COMPONENTS})
  string(REPLACE "|" ";" row "${component}")
  list(GET row 0 name)
  list(GET row 1 licence)
  list(GET row 2 package)
  list(GET row 3 source)
  list(GET row 4 home)
  list(GET row 5 known)
  list(GET row 6 kind)
  send_bounce_package_version(${package} debian)
  set(version ${debian})
  set(reference "")
  if(debian)
    string(REGEX REPLACE "^[0-9]+:" "" version "${debian}")
    string(REPLACE "+" "%2B" escaped_source "${source}")
    string(REPLACE ":" "%3A" escaped "${debian}")
    string(REPLACE "+" "%2B" escaped "${escaped}")
    set(reference ",
      \"externalRefs\": [
        {
          \"referenceCategory\": \"PACKAGE-MANAGER\",
          \"referenceType\": \"purl\",
          \"referenceLocator\": \"pkg:deb/debian/${escaped_source}@${escaped}?arch=source\"
        }
      ]")
  elseif(known)
    set(version ${known})
  else()
    set(version "unknown")
  endif()
  # Where the mirror lagged behind its lists (cmake/fetch-sources).
  send_bounce_source_of(${package} built)
  set(comment "")
  if(built AND EXISTS ${built}/debian/newest-listed)
    file(STRINGS ${built}/debian/newest-listed newest LIMIT_COUNT 1)
    set(comment ",
      \"comment\": \"Older than ${newest}, the newest version that Debian's lists named: the mirror did not have that one.\"")
  endif()
  string(APPEND libraries ",
    {
      \"SPDXID\": \"SPDXRef-${name}\",
      \"name\": \"${name}\",
      \"versionInfo\": \"${version}\",
      \"downloadLocation\": \"NOASSERTION\",
      \"homepage\": \"${home}\",
      \"filesAnalyzed\": false,
      \"licenseConcluded\": \"${licence}\",
      \"licenseDeclared\": \"${licence}\",
      \"copyrightText\": \"NOASSERTION\"${comment}${reference}
    }")
  string(APPEND links ",
    {
      \"spdxElementId\": \"SPDXRef-send-bounce\",
      \"relationshipType\": \"${kind}_LINK\",
      \"relatedSpdxElement\": \"SPDXRef-${name}\"
    }")
endforeach()

set(before "$ENV{SOURCE_DATE_EPOCH}")
set(ENV{SOURCE_DATE_EPOCH} ${SEND_BOUNCE_EPOCH})
string(TIMESTAMP created "%Y-%m-%dT%H:%M:%SZ" UTC)
string(TIMESTAMP SEND_BOUNCE_CHANGELOG_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)
string(TIMESTAMP SEND_BOUNCE_YEAR "%Y" UTC)
if(before STREQUAL "")
  unset(ENV{SOURCE_DATE_EPOCH})
else()
  set(ENV{SOURCE_DATE_EPOCH} "${before}")
endif()
string(UUID uuid NAMESPACE 6ba7b811-9dad-11d1-80b4-00c04fd430c8 TYPE SHA1
  NAME "${PROJECT_VERSION} ${SEND_BOUNCE_COMMIT} ${CMAKE_SYSTEM_PROCESSOR} ${created} ${libraries} ${links}")

file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/package/send-bounce.spdx.json @ONLY NEWLINE_STYLE UNIX CONTENT [[{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "send-bounce-@PROJECT_VERSION@",
  "documentNamespace": "https://spdx.org/spdxdocs/send-bounce-@PROJECT_VERSION@-@uuid@",
  "creationInfo": {
    "created": "@created@",
    "creators": ["Tool: CMake-@CMAKE_VERSION@"]
  },
  "packages": [
    {
      "SPDXID": "SPDXRef-send-bounce",
      "name": "send-bounce",
      "versionInfo": "@PROJECT_VERSION@",
      "sourceInfo": "commit @SEND_BOUNCE_COMMIT@",
      "downloadLocation": "NOASSERTION",
      "filesAnalyzed": false,
      "licenseConcluded": "Apache-2.0",
      "licenseDeclared": "Apache-2.0",
      "copyrightText": "NOASSERTION"
    }@libraries@
  ],
  "relationships": [
    {
      "spdxElementId": "SPDXRef-DOCUMENT",
      "relationshipType": "DESCRIBES",
      "relatedSpdxElement": "SPDXRef-send-bounce"
    }@links@
  ]
}
]])
